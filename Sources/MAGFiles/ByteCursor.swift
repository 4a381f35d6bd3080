import Foundation

/// Reads bytes from front to back; what is not there is nil, never a trap.
public struct ByteCursor: Sendable {
  private let data: Data
  /// Bytes from the start of the data.
  public private(set) var offset: Int

  /// A cursor at an offset; one outside of the data reads nothing.
  public init(_ data: Data, at offset: Int = 0) {
    self.data = data
    self.offset = offset
  }

  /// Bytes that can still be read; 0 outside of the data.
  public var remaining: Int { offset < 0 ? 0 : max(0, data.count - offset) }

  /// A little-endian number; nil (and no step) if the data end before it does.
  public mutating func read<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number?
  {
    let size = MemoryLayout<Number>.size
    guard remaining >= size else { return nil }
    defer { offset += size }
    return data.withUnsafeBytes {
      Number(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
  }

  /// The next bytes, sharing memory with the data; nil (and no step) if there are not so many.
  public mutating func read(count: Int) -> Data? {
    guard count >= 0, remaining >= count else { return nil }
    defer { offset += count }
    let start = data.startIndex + offset
    return data[start..<start + count]
  }

  /// The bytes up to the next line feed, which is stepped over; nil if there is none.
  public mutating func readLine() -> Data? {
    guard remaining > 0 else { return nil }
    let start = data.startIndex + offset
    guard let end = data[start...].firstIndex(of: 0x0A) else { return nil }
    offset += end - start + 1
    return data[start..<end]
  }
}
