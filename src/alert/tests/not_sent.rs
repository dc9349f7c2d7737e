//! Records whose person read "NOT sent": void or withdrawn, in any order (docs/protocol.md#rule-1).

use super::*;

#[test]
fn a_record_appended_after_its_producer_gave_up_is_void() {
    let mut log = Log::shown();
    let mut late = log.event("m", claimed(MIKE, CARD));
    late.give_up_at = Some(late.ts.plus(-1));
    assert_eq!(log.state.fold(&late), Outcome::Void);
    let mut in_time = log.event("m", claimed(MIKE, CARD));
    in_time.give_up_at = Some(in_time.ts);
    assert_eq!(log.state.fold(&in_time), Outcome::Applied);
}

#[test]
fn a_raised_record_is_judged_by_the_time_of_its_source() {
    let mut log = Log::new();
    let mut raised = log.event("a", Kind::Raised(alert()));
    raised.source_ts = Some(raised.ts.plus(-60_000));
    raised.give_up_at = Some(raised.ts.plus(-59_000));
    assert_eq!(log.state.fold(&raised), Outcome::Applied);
}

#[test]
fn a_withdrawn_alert_has_no_card_whichever_comes_first() {
    let withdrawn = || Kind::Withdrawn { event_id: EventId::new("a") };
    let mut before = Log::new();
    assert_eq!(before.fact(withdrawn()), Outcome::Early);
    before.add("a", Kind::Raised(alert()));
    assert_eq!(before.state.ending(), Some(Ending::Withdrawn));
    assert!(matches!(&before.state.pending_effects()[..], [Effect::Settle { .. }]));

    let mut after = Log::shown();
    after.add("m", claimed(MIKE, CARD));
    after.fact(withdrawn());
    assert_eq!(after.state.ending(), Some(Ending::Withdrawn));
    let wanted = after.state.pending_effects();
    assert!(wanted.contains(&Effect::Pin(false)) && wanted.contains(&Effect::Edit));
    assert!(after.state.notices.iter().any(|notice| matches!(notice.about, About::Ended { .. })));
}

#[test]
fn a_withdrawn_claim_does_not_count_whichever_comes_first() {
    let withdrawn = || Kind::Withdrawn { event_id: EventId::new("m") };
    let mut before = Log::shown();
    before.fact(withdrawn());
    assert_eq!(refused(before.add("m", claimed(MIKE, CARD))), Refusal::Withdrawn);
    assert_eq!(before.state.phase, Phase::Open);

    let mut after = Log::shown();
    after.add("m", claimed(MIKE, CARD));
    after.fact(withdrawn());
    assert_eq!(after.state.phase, Phase::Open);
    assert!(after.state.notices.iter().any(|notice| matches!(notice.about, About::ClaimWithdrawn(_))));
}

#[test]
fn an_undelivered_notice_of_a_withdrawn_claim_is_dropped() {
    let mut log = Log::shown();
    log.add("m", claimed(MIKE, CARD));
    log.fact(told("m", Recipient::Parent));
    log.fact(Kind::Withdrawn { event_id: EventId::new("m") });
    let of_the_claim: Vec<_> = log.state.notices.iter().filter(|notice| notice.cause.as_str() == "m").collect();
    assert!(matches!(of_the_claim[..], [Notice { recipient: Recipient::Parent, .. }]), "{of_the_claim:?}");
    assert!(
        !log.state.notices.iter().any(|notice| notice.recipient == Recipient::Neighbor),
        "Mike was told nothing to correct"
    );
}

#[test]
fn a_told_neighbor_whose_claim_is_withdrawn_gets_a_notice_in_any_order() {
    for told_first in [true, false] {
        let mut log = Log::shown();
        log.add("m", claimed(MIKE, CARD));
        let both = [told("m", Recipient::Neighbor), Kind::Withdrawn { event_id: EventId::new("m") }];
        for kind in if told_first {
            both
        } else {
            {
                let [a, b] = both;
                [b, a]
            }
        } {
            log.fact(kind);
        }
        log.fact(told("m", Recipient::Neighbor));
        let corrections = log.state.notices.iter().filter(|notice| {
            notice.recipient == Recipient::Neighbor
                && matches!(&notice.about, About::ClaimWithdrawn(claim) if claim.neighbor_id == MIKE)
        });
        assert_eq!(corrections.count(), 1, "told first: {told_first}");
    }
}
