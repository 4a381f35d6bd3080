import Foundation
import MAG
import Synchronization

/// Standard output: tables, or the one JSON document.
enum StandardOutput {
  /// Writes text whole.
  ///
  /// A reader that went away (`mag … | head`) is no failure: the rest is dropped silently, and what
  /// else the command does, such as writing files, goes on.
  /// - Throws: `FileFailure` when the disk behind a redirection is full or refuses.
  static func write(_ text: String) throws(FileFailure) { try write(Data(text.utf8)) }

  static func write(_ bytes: Data) throws(FileFailure) {
    StandardError.clearLine()
    switch Descriptor.write(bytes, to: STDOUT_FILENO) {
    case 0, EPIPE: return
    case ENOSPC, EDQUOT: throw .diskFull(path: "standard output")
    case let code:
      throw .unwritable(
        path: "standard output", reason: String(cString: strerror(code)).lowercased())
    }
  }
}

/// Standard error: notices, progress, and the sentence at the end.
enum StandardError {
  /// The length of an unfinished line that the next text replaces.
  private static let openLine = Mutex(0)

  static let isTerminal = isatty(STDERR_FILENO) == 1

  /// Writes text on lines of its own; what cannot be written is lost.
  static func write(_ text: String) {
    clearLine()
    Descriptor.write(Data(text.utf8), to: STDERR_FILENO)
  }

  /// Shows a line that the next one replaces; only for terminals.
  static func replaceLine(_ text: String) {
    openLine.withLock { length in
      length = text.count
      Descriptor.write(Data("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO)
    }
  }

  /// Removes the line shown by `replaceLine`, if any.
  static func clearLine() {
    openLine.withLock { length in
      if length > 0 { Descriptor.write(Data("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
      length = 0
    }
  }
}

private enum Descriptor {
  /// Writes every byte; returns 0 or the `errno` that stopped it.
  @discardableResult
  static func write(_ bytes: Data, to descriptor: Int32) -> Int32 {
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
}
