import Foundation
import Synchronization

/// Writes files that are either whole or not there.
public enum AtomicFile {
  private static let counter = Atomic<Int>(0)

  /// Writes `bytes` to a file, replacing what was there only once all of them are on the disk.
  ///
  /// The bytes go to a hidden temporary name in the same folder, are flushed (fsync) and renamed; on
  /// every failure the temporary file is removed and the old file is as it was. A symbolic link is
  /// followed, so that the file it points to is replaced. Where the path is a device or a pipe
  /// (`/dev/null`), the bytes are written to it directly, for a rename would replace the device.
  ///
  /// - Throws: `FileFailure.noFolder`, `.unwritable` (a folder too), `.diskFull`.
  public static func write(_ bytes: Data, to url: URL) throws(FileFailure) {
    let path = url.relativePath
    let target = url.resolvingSymlinksInPath()
    var status = stat()
    if stat(target.path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw .unwritable(path: path, reason: "it is a folder")
      case S_IFREG: break
      default: return try writeDirectly(bytes, to: target.path, named: path)
      }
    }
    let folder = target.deletingLastPathComponent()
    guard isFolder(folder.path) else {
      throw .noFolder(path: path, folder: url.deletingLastPathComponent().relativePath)
    }
    let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
    let temporary = folder.appendingPathComponent(
      ".\(target.lastPathComponent).\(getpid())-\(number).tmp"
    ).path
    do throws(FileFailure) {
      try create(bytes, at: temporary, named: path)
      if rename(temporary, target.path) != 0 { throw FileFailure.writing(path, code: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
    flushFolder(folder.path)
  }

  /// Removes what a killed process left of its writes to a file: `.NAME.PID-NUMBER.tmp` beside it,
  /// where no process PID runs any more. What cannot be removed is left.
  public static func removeAbandoned(of url: URL) {
    let target = url.resolvingSymlinksInPath()
    let folder = target.deletingLastPathComponent()
    let prefix = ".\(target.lastPathComponent)."
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(prefix) && name.hasSuffix(".tmp") {
      let number = name.dropFirst(prefix.count).prefix { $0 != "-" }
      guard let process = pid_t(number), kill(process, 0) != 0, errno == ESRCH else { continue }
      unlink(folder.appendingPathComponent(name).path)
    }
  }

  /// Creates a folder with its parents; an existing one is left alone.
  ///
  /// - Throws: `FileFailure.unwritable` where a file is in the way or a parent refuses.
  public static func makeFolder(_ url: URL) throws(FileFailure) {
    if isFolder(url.path) { return }
    let parent = url.standardizedFileURL.deletingLastPathComponent()
    if parent.path != url.standardizedFileURL.path, !isFolder(parent.path) {
      try makeFolder(parent)
    }
    if mkdir(url.path, 0o777) != 0, !(errno == EEXIST && isFolder(url.path)) {
      throw .writing(url.relativePath, code: errno)
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func create(
    _ bytes: Data, at temporary: String, named path: String
  ) throws(FileFailure) {
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .writing(path, code: errno) }
    var failure = writeAll(bytes, to: descriptor)
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    // Network file systems may report a full disk only here.
    if close(descriptor) != 0, failure == 0 { failure = errno }
    if failure != 0 { throw .writing(path, code: failure) }
  }

  private static func writeDirectly(
    _ bytes: Data, to target: String, named path: String
  ) throws(FileFailure) {
    let descriptor = open(target, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .writing(path, code: errno) }
    defer { close(descriptor) }
    let failure = writeAll(bytes, to: descriptor)
    if failure != 0 { throw .writing(path, code: failure) }
  }

  /// Writes every byte, however many calls that takes; returns 0 or the `errno` that stopped it.
  static func writeAll(_ bytes: Data, to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      var offset = 0
      while offset < buffer.count {
        let written = Foundation.write(descriptor, base + offset, buffer.count - offset)
        if written > 0 {
          offset += written
        } else if written < 0, errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }

  /// Makes the rename itself durable; a file system that cannot is no reason to fail.
  private static func flushFolder(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
