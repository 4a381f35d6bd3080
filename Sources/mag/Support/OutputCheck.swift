import Foundation
import MAG

/// Finds out early whether a file could be written.
enum OutputCheck {
  /// Creates and removes an empty file in the folder of `url`, and has the folder looked after when
  /// the process is interrupted.
  ///
  /// - Throws: `FileFailure`.
  static func file(_ url: URL) throws(FileFailure) {
    let path = url.relativePath
    var status = stat()
    if stat(url.path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFDIR: throw .unwritable(path: path, reason: "it is a folder")
      case S_IFREG: break
      default: return
      }
    }
    let folder = url.resolvingSymlinksInPath().deletingLastPathComponent()
    let probe = folder.appendingPathComponent(".mag-probe.\(getpid())-0.tmp").path
    let descriptor = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      let code = errno
      guard stat(folder.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw .noFolder(path: path, folder: url.deletingLastPathComponent().relativePath)
      }
      // Folders of the kernel's own have no room for files and say that there is no such file.
      let reason = code == ENOENT ? "its folder takes no files" : String(cString: strerror(code))
      throw .unwritable(path: path, reason: reason.lowercased())
    }
    close(descriptor)
    unlink(probe)
    Interruption.watch(folder: folder)
  }
}
