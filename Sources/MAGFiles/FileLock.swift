import Foundation

/// An advisory lock on a file (flock), held by one process at a time.
///
/// The kernel drops the lock when its holder ends, however it ends, so a lock is never stale; the
/// file itself stays where it is. Child processes inherit the lock: a download whose parent was
/// killed keeps others out until it ends too.
public enum FileLock {
  /// Runs `body` while holding the lock, creating the lock file where there is none.
  ///
  /// - Parameters:
  ///   - url: the lock file, which stays.
  ///   - waiting: called once, before the wait, when another process holds the lock.
  ///   - body: what no other process may do meanwhile.
  /// - Throws: `FileFailure.noFolder`, `.unwritable` when the lock file cannot be had, and what
  ///   `body` throws.
  public static func withLock<Result>(
    at url: URL, waiting: () -> Void = {}, _ body: () throws -> Result
  ) throws -> Result {
    let descriptor = open(url.path, O_RDWR | O_CREAT, 0o666)
    guard descriptor >= 0 else { throw FileFailure.writing(url.relativePath, code: errno) }
    defer { close(descriptor) }
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK { waiting() }
      while flock(descriptor, LOCK_EX) != 0 {
        if errno != EINTR { throw FileFailure.writing(url.relativePath, code: errno) }
      }
    }
    return try body()
  }
}
