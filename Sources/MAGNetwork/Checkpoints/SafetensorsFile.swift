import Foundation
import MAGFiles

/// The contents of a safetensors file.
///
/// - Layout: the header's length as a little-endian UInt64, the header (a JSON object with the
///   type, extents and byte range of every tensor, and `__metadata__`, strings by key), then the
///   tensors' bytes without gaps.
/// - Source: the format description of the safetensors project.
public struct SafetensorsFile: TensorContainer, Equatable {
  public var tensors: [StoredTensor]
  public var metadata: CheckpointMetadata

  /// Files of PyTorch's and of our own say so, and then weights lie as nn.Linear's do.
  public var conventions: ContainerConventions {
    let isPyTorch = metadata[.format].map { $0 == "pt" || $0.hasPrefix("mag.") } ?? false
    return ContainerConventions(orientation: isPyTorch ? .outputsFirst : nil)
  }

  /// The longest header that is read, as in the reference implementation.
  static let headerCeiling = 100_000_000

  public init(tensors: [StoredTensor], metadata: CheckpointMetadata = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Reads a file.
  ///
  /// - Throws: `CheckpointFailure.file` and what `init(parsing:path:)` throws.
  public init(contentsOf url: URL) throws(CheckpointFailure) {
    let bytes: Data
    do { bytes = try FileInput.mapped(url, ceiling: CheckpointFormat.ceiling) } catch {
      throw .file(error)
    }
    try self.init(parsing: bytes, path: url.relativePath)
  }

  /// Reads a file's bytes; the tensors share their memory.
  ///
  /// Strict: names occur once, byte ranges follow from types and extents, lie one after the other
  /// and fill the file. Nothing is allocated from a number in the file before that is checked.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: what failures call the file.
  /// - Throws: `CheckpointFailure.notSafetensors`, `.badHeader`, `.badTensor`.
  public init(parsing bytes: Data, path: String) throws(CheckpointFailure) {
    guard bytes.count >= 8 else {
      throw .notSafetensors(path: path, found: "\(bytes.count) bytes")
    }
    let length = bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    }
    guard length <= UInt64(Self.headerCeiling) else {
      throw .notSafetensors(path: path, found: "a header length of \(length) bytes")
    }
    let dataStart = 8 + Int(length)
    guard dataStart <= bytes.count else {
      throw .notSafetensors(
        path: path, found: "a header of \(length) bytes in a file of \(bytes.count)")
    }
    let header: SafetensorsHeader
    do throws(SafetensorsHeader.Problem) {
      header = try SafetensorsHeader(
        parsing: [UInt8](bytes[bytes.startIndex + 8..<bytes.startIndex + dataStart]))
    } catch {
      throw .badHeader(path: path, byte: 8 + error.offset, reason: error.reason)
    }
    let dataCount = bytes.count - dataStart
    try Self.checkRanges(header.entries, dataCount: dataCount, path: path)
    tensors = []
    for entry in header.entries {
      let type = try Self.checkedType(entry, path: path)
      let start = bytes.startIndex + dataStart
      tensors.append(
        StoredTensor(
          name: entry.name, type: type, extents: entry.extents,
          bytes: bytes[start + entry.begin..<start + entry.end]))
    }
    metadata = header.metadata
  }

  /// The byte ranges, sorted, must follow each other from 0 to the end of the file.
  private static func checkRanges(
    _ entries: [SafetensorsHeader.Entry], dataCount: Int, path: String
  ) throws(CheckpointFailure) {
    var end = 0
    for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard entry.begin == end, entry.end >= entry.begin else {
        throw .badTensor(
          path: path, tensor: entry.name,
          reason: "its bytes \(entry.begin)..<\(entry.end) do not follow the bytes before, "
            + "which end at \(end)")
      }
      guard entry.end <= dataCount else {
        throw .badTensor(
          path: path, tensor: entry.name,
          reason:
            "its bytes end at \(entry.end), but the file holds only \(dataCount) bytes of data")
      }
      end = entry.end
    }
    guard end == dataCount else {
      throw .badHeader(
        path: path, byte: 0,
        reason: "the tensors take \(end) bytes, the file holds \(dataCount) bytes of data")
    }
  }

  /// The type of an entry, its byte range being what type and extents need.
  private static func checkedType(
    _ entry: SafetensorsHeader.Entry, path: String
  ) throws(CheckpointFailure) -> StoredType {
    guard let type = StoredType(rawValue: entry.type) else {
      let known = StoredType.allCases.map(\.rawValue).joined(separator: ", ")
      throw .badTensor(
        path: path, tensor: entry.name, reason: "expected a type of \(known), found \(entry.type)")
    }
    guard let needed = StridedView.product(entry.extents + [type.size]) else {
      throw .badTensor(
        path: path, tensor: entry.name, reason: "the extents \(entry.extents) are too large")
    }
    guard needed == entry.end - entry.begin else {
      throw .badTensor(
        path: path, tensor: entry.name,
        reason: "\(entry.type) of extents \(entry.extents) needs \(needed) bytes, "
          + "found \(entry.end - entry.begin)")
    }
    return type
  }
}
