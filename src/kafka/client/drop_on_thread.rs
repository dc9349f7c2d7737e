//! Ending what waits for its own threads while it is dropped: not on an async thread, which would wait with it.

/// Drops `ending` on a thread of its own. Where no thread can be had it is left to end with the process.
pub(crate) fn drop_aside<T: Send + 'static>(name: &'static str, ending: T) {
    // What a thread that can't be started was given is dropped, and that would wait here.
    let ending = std::mem::ManuallyDrop::new(ending);
    let ended = std::thread::Builder::new()
        .name(format!("{name}-drop"))
        .spawn(move || drop(std::mem::ManuallyDrop::into_inner(ending)));
    if let Err(error) = ended {
        tracing::warn!(%error, name, "no thread to end it on");
    }
}
