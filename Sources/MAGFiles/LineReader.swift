import Foundation

/// Reads a file line by line in bounded memory.
public final class LineReader {
  /// One line of a file.
  public struct Line: Sendable, Equatable {
    /// Without its line feed.
    public let bytes: Data
    /// From 1.
    public let number: Int
    /// Where the next line begins, in bytes from the start of the file.
    public let end: Int
    /// False for what follows the last line feed: a line that was cut off, or never finished.
    public let isWhole: Bool
  }

  private let path: String
  private let descriptor: Int32
  private let ceiling: Int
  /// Bytes that were read; those before `position` were handed out.
  private var buffer: [UInt8] = []
  private var position = 0
  private var consumed = 0
  private var number = 0
  private var isAtEnd = false

  /// - Parameters:
  ///   - url: the file to read.
  ///   - ceiling: the most bytes of a line.
  /// - Throws: `FileFailure.missing`, `.isFolder`, `.unreadable`.
  public init(_ url: URL, ceiling: Int = 1 << 24) throws(FileFailure) {
    path = url.relativePath
    self.ceiling = ceiling
    descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .reading(path, code: errno) }
  }

  deinit { close(descriptor) }

  /// The next line; nil at the end. Lines end with a line feed.
  ///
  /// - Throws: `FileFailure.unreadable`, `.isFolder`, `.tooLarge` for a longer line.
  public func next() throws(FileFailure) -> Line? {
    var searched = position
    while true {
      if let feed = buffer[searched...].firstIndex(of: 0x0A) {
        return take(feed - position, isWhole: true)
      }
      let found = buffer.count - position
      if found > ceiling { throw .tooLarge(path: path, ceiling: ceiling, found: found) }
      if isAtEnd { return found == 0 ? nil : take(found, isWhole: false) }
      try fill()
      searched = found
    }
  }

  private func take(_ count: Int, isWhole: Bool) -> Line {
    let bytes = Data(buffer[position..<position + count])
    let used = count + (isWhole ? 1 : 0)
    position += used
    consumed += used
    number += 1
    return Line(bytes: bytes, number: number, end: consumed, isWhole: isWhole)
  }

  /// Reads a chunk behind what was not handed out yet, which moves to the front.
  private func fill() throws(FileFailure) {
    buffer.removeFirst(position)
    position = 0
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    let count = read(descriptor, &chunk, chunk.count)
    if count > 0 {
      buffer += chunk[0..<count]
    } else if count == 0 {
      isAtEnd = true
    } else if errno != EINTR {
      throw .reading(path, code: errno)
    }
  }
}
