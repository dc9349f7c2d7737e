//! Drops a client on a thread of its own. Dropping one waits for librdkafka's threads, which must not happen on an async
//! thread.

/// Drops `ending` on a thread of its own. Where the system gives no thread, `ending` stays until the process ends.
pub(crate) fn drop_on_thread<T: Send + 'static>(name: &'static str, ending: T) {
    // A closure whose thread cannot be started is dropped, and that would wait here.
    let ending = std::mem::ManuallyDrop::new(ending);
    let ended = std::thread::Builder::new()
        .name(format!("{name}-drop"))
        .spawn(move || drop(std::mem::ManuallyDrop::into_inner(ending)));
    if let Err(error) = ended {
        tracing::warn!(%error, name, "no thread to end it on");
    }
}
