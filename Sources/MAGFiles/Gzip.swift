import CZlib
import Foundation

/// Why gzip data was refused; `name` is the file or, failing one, what the data are.
public enum GzipFailure: Failure, Equatable {
  case notGzip(name: String)
  case truncated(name: String)
  /// The stream or its CRC or length is wrong.
  case corrupt(name: String, reason: String)
  /// Bytes after the end of the (only) member.
  case trailingBytes(name: String, count: Int)
  /// Inflated, the data pass the size that their reader accepts.
  case tooLarge(name: String, ceiling: Int)
  /// zlib had no memory or refused its arguments.
  case library(code: Int32)

  public var kind: FailureKind {
    if case .library = self { .software } else { .badData }
  }

  public var description: String {
    switch self {
    case .notGzip(let name):
      "\(name): expected gzip data, which begin with the bytes 1f 8b, and found something else."
    case .truncated(let name):
      "\(name): the gzip data end too early; the file is incomplete, fetch it again."
    case .corrupt(let name, let reason):
      "\(name): the gzip data are damaged (\(reason)); fetch the file again."
    case .trailingBytes(let name, let count):
      "\(name): expected the file to end with the gzip data, found \(count) more bytes."
    case .tooLarge(let name, let ceiling):
      "\(name): inflates to more than the \(ceiling) bytes that are accepted here."
    case .library(let code):
      "zlib failed with code \(code); this is a fault of the program or of its memory."
    }
  }
}

/// One-member gzip (RFC 1952) through zlib.
public enum Gzip {
  /// For example `zlib 1.2.13`: other versions may compress the same bytes otherwise.
  public static let libraryVersion = "zlib " + String(cString: zlibVersion())

  /// Whether data begin with gzip's two magic bytes.
  public static func isGzip(_ data: Data) -> Bool { data.starts(with: [0x1f, 0x8b]) }

  /// Inflates one gzip member and checks its CRC and length.
  ///
  /// - Parameters:
  ///   - data: the whole file.
  ///   - ceiling: the most bytes the result may have, checked while inflating: a small file that
  ///     would inflate to gigabytes costs no more than this.
  ///   - name: what messages call the data.
  /// - Throws: every case of `GzipFailure`. A second member counts as trailing bytes.
  public static func inflate(
    _ data: Data, ceiling: Int, name: String = "gzip data"
  ) throws(GzipFailure) -> Data {
    guard isGzip(data) else { throw .notGzip(name: name) }
    let (bytes, ending) = Inflation.run(data, .gzip, ceiling: ceiling)
    switch ending {
    case .complete(unused: 0): return bytes
    case .complete(let unused): throw .trailingBytes(name: name, count: unused)
    case .truncated: throw .truncated(name: name)
    case .corrupt(let reason): throw .corrupt(name: name, reason: reason)
    case .overCeiling: throw .tooLarge(name: name, ceiling: ceiling)
    case .library(let code): throw .library(code: code)
    }
  }

  /// Deflates at the highest level; the same bytes give the same result with the same zlib.
  ///
  /// The header holds no name, a time of 0 and "unknown" (255) as its operating system.
  public static func deflate(_ data: Data) throws(GzipFailure) -> Data {
    guard data.count <= Int(UInt32.max) else {
      throw .tooLarge(name: "the data to compress", ceiling: Int(UInt32.max))
    }
    var stream = z_stream()
    var status = deflateInit2_(
      &stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .library(code: status) }
    defer { deflateEnd(&stream) }
    var result = Data()
    data.withUnsafeBytes { input in
      Inflation.withChunk { chunk in
        stream.next_in = UnsafeMutablePointer(
          mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(input.count)
        repeat {
          stream.next_out = chunk.baseAddress
          stream.avail_out = UInt32(chunk.count)
          status = CZlib.deflate(&stream, Z_FINISH)
          result.append(contentsOf: chunk[0..<(chunk.count - Int(stream.avail_out))])
        } while status == Z_OK
      }
    }
    guard status == Z_STREAM_END else { throw .library(code: status) }
    let operatingSystemOffset = 9
    result[operatingSystemOffset] = 255
    return result
  }
}
