//! The slash commands' names and descriptions. In records and in code it has the English names.

use crate::discord::text::Language;
pub(crate) use crate::discord::text::messages::{
    command_admin as admin, command_admin_does as admin_does, command_alerts as alerts,
    command_alerts_does as alerts_does, command_block as block, command_block_does as block_does,
    command_drill as drill, command_drill_does as drill_does, command_forget as forget,
    command_forget_does as forget_does, command_me as me, command_me_does as me_does, command_needhelp as needhelp,
    command_needhelp_does as needhelp_does, command_phones as phones, command_phones_does as phones_does,
    command_privacy as privacy, command_privacy_does as privacy_does, command_setup as setup,
    command_setup_does as setup_does, command_stats as stats, command_stats_does as stats_does,
    command_status as status, command_status_does as status_does, command_thanks as thanks,
    command_thanks_does as thanks_does, command_unblock as unblock, command_unblock_does as unblock_does, no_message,
    option_child as child, option_child_example as child_example, option_child_is as child_is,
    option_contact as contact, option_contact_is as contact_is, option_language as language,
    option_language_is as language_is, option_location as location, option_location_example as location_example,
    option_location_is as location_is, option_message as message, option_message_example as message_example,
    option_message_is as message_is, option_moderator_channel as moderator_channel,
    option_moderator_channel_is as moderator_channel_is, option_private as private, option_private_is as private_is,
    option_ring as ring, option_ring_is as ring_is, option_timezone as timezone, option_timezone_is as timezone_is,
    option_user as user, option_user_is as user_is, option_when as when, option_when_example as when_example,
    option_when_is as when_is,
};

/// A name or a description, in a language.
pub(crate) type Say = fn(Language) -> String;
