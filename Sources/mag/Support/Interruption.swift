import Foundation
import Synchronization

/// Ctrl-C: the process ends at once with exit code 130, leaving no temporary file behind.
///
/// Files are written under temporary names and renamed, so that nothing half-written ever has a
/// final name; what is left to do is removing those temporary files. The signal handler itself only
/// writes to a pipe, which is all a handler may do; a thread does the rest. SIGTERM ends the
/// process in the same way with 143. A closed pipe (SIGPIPE) is an error of the write that meets it.
enum Interruption {
  private static let pipeEnd = Atomic<Int32>(-1)
  private static let folders = Mutex<Set<String>>([])
  private static let scratch = Mutex<Set<String>>([])

  /// Installs the handlers; called once, first thing.
  static func install() {
    signal(SIGPIPE, SIG_IGN)
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    // Where a standard stream is closed the pipe gets its number, and our output would ring it.
    ends = ends.map { end in
      defer { close(end) }
      return fcntl(end, F_DUPFD_CLOEXEC, 3)
    }
    guard ends.allSatisfy({ $0 > 2 }) else { return }
    pipeEnd.store(ends[1], ordering: .releasing)
    let readEnd = ends[0]
    let watcher = Thread {
      var number: UInt8 = 0
      while true {
        let count = read(readEnd, &number, 1)
        if count == 1 { break }
        if count == 0 || errno != EINTR { return }
      }
      end(Int32(number))
    }
    watcher.start()
    // A parent may have started this process with signals blocked.
    var ours = sigset_t()
    sigemptyset(&ours)
    for number in [SIGINT, SIGTERM] {
      sigaddset(&ours, number)
      signal(number) { received in
        var byte = UInt8(truncatingIfNeeded: received)
        _ = write(Interruption.pipeEnd.load(ordering: .acquiring), &byte, 1)
      }
      pthread_sigmask(SIG_UNBLOCK, &ours, nil)
    }
  }

  /// Has temporary files of this process removed from a folder when it is interrupted.
  static func watch(folder: URL) {
    folders.withLock { _ = $0.insert(folder.path) }
  }

  /// Has a folder that holds nothing but temporary files removed when the process is interrupted.
  static func remove(folder: URL) {
    scratch.withLock { _ = $0.insert(folder.path) }
  }

  private static func end(_ number: Int32) {
    scratch.withLock { for folder in $0 { try? FileManager.default.removeItem(atPath: folder) } }
    folders.withLock { folders in
      for folder in folders { removeTemporaries(in: folder) }
    }
    StandardError.write("interrupted\n")
    _exit(128 + number)
  }

  /// Removes what `AtomicFile` of this process left in a folder: `.NAME.PID-NUMBER.tmp`.
  static func removeTemporaries(in folder: String, process: Int32 = getpid()) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names
    where name.hasPrefix(".") && name.hasSuffix(".tmp") && name.contains(".\(process)-") {
      unlink("\(folder)/\(name)")
    }
  }
}
