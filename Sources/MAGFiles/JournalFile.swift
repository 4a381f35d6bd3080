import Foundation

/// A file that grows by whole pieces while a long job runs, and that the job's next run continues.
///
/// Unlike what `AtomicFile` writes it has its final name from the start, and a killed process can
/// leave its last piece cut off; whoever continues it drops what is not whole. One process at a time
/// holds it, by an advisory lock that ends with the process.
public final class JournalFile {
  public let url: URL
  private let descriptor: Int32
  private var path: String { url.relativePath }
  /// Bytes in the file.
  public private(set) var count: Int

  /// Opens a file for appending, creating an empty one where there is none.
  ///
  /// - Throws: `FileFailure.noFolder`; `.unwritable` also for what is no regular file and where
  ///   another process holds it.
  public init(_ url: URL) throws(FileFailure) {
    self.url = url
    let path = url.relativePath
    // Without waiting, or a pipe without a reader would hold us up.
    descriptor = open(url.path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o666)
    count = 0
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR {
        throw .noFolder(path: path, folder: url.deletingLastPathComponent().relativePath)
      }
      throw .writing(path, code: errno)
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unwritable(path: path, reason: "it is no regular file")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw .unwritable(path: path, reason: "another process is writing it")
    }
    count = Int(status.st_size)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Drops everything from a byte on.
  public func truncate(to count: Int) throws(FileFailure) {
    guard ftruncate(descriptor, off_t(count)) == 0 else { throw .writing(path, code: errno) }
    self.count = count
  }

  /// Adds bytes at the end and waits until they are on the disk.
  public func append(_ bytes: Data) throws(FileFailure) {
    let failure = AtomicFile.writeAll(bytes, to: descriptor)
    guard failure == 0 else { throw .writing(path, code: failure) }
    guard fsync(descriptor) == 0 else { throw .writing(path, code: errno) }
    count += bytes.count
  }
}
