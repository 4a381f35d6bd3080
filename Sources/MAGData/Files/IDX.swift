import Foundation
import MAGFiles

/// An IDX container of unsigned bytes: the format of the MNIST files.
///
/// Layout: two zero bytes, the type code 0x08, the rank r, then r big-endian 32-bit extents, then the
/// bytes in row-major order. Source: the format note published with MNIST.
public struct IDX: Sendable, Equatable {
  /// Items first: `[n, height, width]` for images, `[n]` for labels.
  public let extents: [Int]
  /// `extents` multiplied together many.
  public let bytes: [UInt8]

  private static let typeCode: UInt8 = 0x08
  /// Four times the largest MNIST file; a .gz that inflates beyond it is refused.
  public static let defaultCeiling = 4 * 47_040_016

  /// A container over given bytes. `bytes.count` must be the product of the extents.
  public init(extents: [Int], bytes: [UInt8]) {
    precondition(extents.reduce(1, *) == bytes.count, "an IDX container needs one byte an element")
    self.extents = extents
    self.bytes = bytes
  }

  /// Reads a container, strictly: nothing may be missing and nothing left over.
  ///
  /// - Parameters:
  ///   - data: the whole container, not compressed.
  ///   - rank: the number of dimensions expected, or `nil` for any.
  ///   - name: what messages call the data.
  /// - Throws: the reading cases of `IDXFailure`. Nothing is allocated from an extent before it has
  ///   been checked against the bytes present.
  public init(parsing data: Data, rank: Int? = nil, name: String) throws(IDXFailure) {
    if IDX.isWebPage(data) { throw .webPage(name: name) }
    let header = [UInt8](data.prefix(4))
    guard header.count == 4 else { throw .truncated(name: name, expected: 4, found: data.count) }
    guard header[0] == 0, header[1] == 0 else { throw .badMagic(name: name, found: header) }
    guard header[2] == IDX.typeCode else { throw .unsupportedType(name: name, code: header[2]) }
    let foundRank = Int(header[3])
    guard foundRank > 0, foundRank == rank ?? foundRank else {
      throw .wrongRank(name: name, expected: rank ?? 1, found: foundRank)
    }
    let offset = 4 + 4 * foundRank
    guard data.count >= offset else {
      throw .truncated(name: name, expected: offset, found: data.count)
    }
    let extentBytes = [UInt8](data.dropFirst(4).prefix(4 * foundRank))
    let extents = (0..<foundRank).map { index in
      extentBytes[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    var total = offset
    var count = 1
    for extent in extents {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      if overflow { throw .extentOverflow(name: name, extents: extents) }
      count = product
    }
    let (sum, overflow) = total.addingReportingOverflow(count)
    if overflow { throw .extentOverflow(name: name, extents: extents) }
    total = sum
    if data.count < total { throw .truncated(name: name, expected: total, found: data.count) }
    if data.count > total { throw .trailingBytes(name: name, count: data.count - total) }
    self.extents = extents
    bytes = [UInt8](data.dropFirst(offset))
  }

  /// The bytes of an IDX file, inflated when they begin with gzip's magic (whatever the name says).
  ///
  /// - Throws: `FileFailure`, `GzipFailure`, `IDXFailure.webPage`.
  public static func contents(of url: URL, ceiling: Int = defaultCeiling) throws -> Data {
    let data = try FileInput.read(url, ceiling: ceiling)
    let name = url.relativePath
    if isWebPage(data) { throw IDXFailure.webPage(name: name) }
    return Gzip.isGzip(data) ? try Gzip.inflate(data, ceiling: ceiling, name: name) : data
  }

  /// The container as the bytes of a file.
  ///
  /// - Throws: `IDXFailure.unwritableExtents`.
  public func encoded() throws(IDXFailure) -> Data {
    guard extents.count <= 255, extents.allSatisfy({ UInt32(exactly: $0) != nil }) else {
      throw .unwritableExtents(extents: extents)
    }
    var data = Data([0, 0, IDX.typeCode, UInt8(extents.count)])
    data.reserveCapacity(4 + 4 * extents.count + bytes.count)
    for extent in extents {
      for shift in [24, 16, 8, 0] { data.append(UInt8(truncatingIfNeeded: extent >> shift)) }
    }
    data.append(contentsOf: bytes)
    return data
  }

  /// Writes the container to a file, compressed when its name ends in `.gz`.
  ///
  /// - Throws: `IDXFailure.unwritableExtents`, `GzipFailure`, `FileFailure`.
  public func write(to url: URL) throws {
    let data = try encoded()
    try AtomicFile.write(url.pathExtension == "gz" ? try Gzip.deflate(data) : data, to: url)
  }

  /// Whether data begin, after white space or a byte order mark, like HTML or XML. No IDX file can:
  /// its first byte is zero.
  static func isWebPage(_ data: Data) -> Bool {
    let blank: Set<UInt8> = [0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf]
    let start = String(
      decoding: data.prefix(512).drop { blank.contains($0) }.prefix(9), as: UTF8.self
    ).lowercased()
    return ["<!doctype", "<html", "<head", "<body", "<?xml", "<!--", "<error"]
      .contains { start.hasPrefix($0) }
  }
}
