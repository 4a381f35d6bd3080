import CZlib
import Foundation

/// zlib's inflate on data in memory, never beyond a ceiling.
enum Inflation {
  /// What surrounds the deflate stream, as zlib's window bits say it (15 bits of window).
  enum Wrapping: Int32 {
    /// RFC 1952: a header, a CRC and a length.
    case gzip = 31
    /// RFC 1951 alone, as in zip archives.
    case none = -15
  }

  /// How a stream ended.
  enum Ending: Equatable {
    /// As it should, with so many bytes after it.
    case complete(unused: Int)
    case truncated
    case corrupt(reason: String)
    case overCeiling
    case library(code: Int32)
  }

  /// Inflates one stream; the result has at most 256 KiB more than `ceiling` bytes.
  static func run(
    _ data: Data, _ wrapping: Wrapping, ceiling: Int
  ) -> (bytes: Data, ending: Ending) {
    guard data.count <= Int(UInt32.max) else { return (Data(), .overCeiling) }
    var stream = z_stream()
    var status = inflateInit2_(
      &stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { return (Data(), .library(code: status)) }
    defer { inflateEnd(&stream) }
    var result = Data()
    var isOverCeiling = false
    var message = "the stream is invalid"
    data.withUnsafeBytes { input in
      withChunk { chunk in
        stream.next_in = UnsafeMutablePointer(
          mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(input.count)
        repeat {
          stream.next_out = chunk.baseAddress
          stream.avail_out = UInt32(chunk.count)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          result.append(contentsOf: chunk[0..<(chunk.count - Int(stream.avail_out))])
          isOverCeiling = result.count > ceiling
        } while status == Z_OK && !isOverCeiling
        if let text = stream.msg { message = String(cString: text) }
      }
    }
    if isOverCeiling { return (result, .overCeiling) }
    switch status {
    case Z_STREAM_END: return (result, .complete(unused: Int(stream.avail_in)))
    case Z_BUF_ERROR: return (result, .truncated)
    case Z_DATA_ERROR, Z_NEED_DICT: return (result, .corrupt(reason: message))
    default: return (result, .library(code: status))
    }
  }

  /// Lends 256 KiB for what a stream gives.
  static func withChunk(_ body: (UnsafeMutableBufferPointer<UInt8>) -> Void) {
    let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)
    defer { chunk.deallocate() }
    body(chunk)
  }
}
