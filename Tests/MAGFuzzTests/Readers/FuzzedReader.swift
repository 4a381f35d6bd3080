import Foundation
import MAGFiles

@testable import MAGData
@testable import MAGFigures
@testable import MAGNetwork

/// A reader of untrusted files, as the fuzzer and the replay of its corpus call it.
///
/// Reading may end in two ways: in a value that keeps what the reader's documentation promises, or
/// in a refusal that a person can read. Anything else is a `Violation`, or a trap.
enum FuzzedReader: String, CaseIterable {
  case safetensors
  /// A safetensors file's header alone.
  case json
  /// One array.
  case numpy
  case zip
  /// The pickle of a PyTorch file alone, so that no CRC stands before it; storages are zeros.
  case pickle
  /// The form in which PyTorch wrote before 1.6.
  case legacy
  case nnet
  case onnx
  /// A file of any format, the network in it, and what may be done with a network.
  case checkpoint
  /// The reference values that `mag check` takes.
  case reference
  /// IDX, compressed or not.
  case idx
  case png
  /// The arrays of a data set.
  case dataset
  /// The description of a network for given tensors.
  case architecture

  /// What messages call the file.
  static let path = "fuzz"

  /// The outcome of reading, in a few words that stay the same when sentences are reworded.
  func outcome(of bytes: Data) throws(Violation) -> String {
    do {
      return "read \(try read(bytes))"
    } catch let violation as Violation {
      throw violation
    } catch {
      return "refused \(try Refusal.name(of: error, by: self))"
    }
  }

  private func read(_ bytes: Data) throws -> String {
    switch self {
    case .safetensors:
      return try ReadNetwork.outcome(of: SafetensorsFile(parsing: bytes, path: Self.path))
    case .json:
      let header = try SafetensorsHeader(parsing: [UInt8](bytes))
      try Violation.check(
        SafetensorsHeader(parsing: header.encoded()).entries.count == header.entries.count,
        "a header is not what it was after being written and read")
      return "\(header.entries.count) entries"
    case .numpy:
      return try ReadNetwork.outcome(of: NumPyFile(parsing: bytes, path: Self.path))
    case .dataset:
      let sets = try NumPyData.parse(bytes, path: Self.path).imageSets()
      try Violation.check(
        sets.train.inputDimension == sets.test.inputDimension, "train and test differ")
      return "\(sets.train.count) and \(sets.test.count) images"
    case .architecture:
      let description = try ArchitectureDescription(parsing: bytes, path: Self.path)
      return try ReadNetwork.outcome(of: ReadNetwork.tensors, as: description)
    case .zip: return try Self.readArchive(bytes)
    case .pickle: return try Self.readPickle(bytes)
    case .legacy:
      return try ReadNetwork.outcome(of: LegacyTorchFile.parse(bytes, path: Self.path))
    case .nnet: return try ReadNetwork.outcome(of: NNetFile(parsing: bytes, path: Self.path))
    case .onnx: return try ReadNetwork.outcome(of: ONNXFile(parsing: bytes, path: Self.path))
    case .checkpoint:
      let (format, container) = try CheckpointFormat.parse(bytes, path: Self.path)
      return "\(format) \(try ReadNetwork.outcome(of: container))"
    case .reference:
      let values = try ReferenceValues(
        parsing: bytes, path: bytes.first == UInt8(ascii: "{") ? Self.path + ".json" : Self.path)
      try Violation.check(values.images.rows == values.logits.rows, "rows differ")
      try ReadNetwork.compare(with: values)
      return "\(values.images.rows) images"
    case .idx:
      let whole =
        Gzip.isGzip(bytes) ? try Gzip.inflate(bytes, ceiling: 1 << 20, name: Self.path) : bytes
      let idx = try IDX(parsing: whole, name: Self.path)
      try Violation.check(try idx.encoded() == whole, "a container is not written as it was read")
      return "rank \(idx.extents.count)"
    case .png:
      let picture = try PNGFile.decode(bytes)
      try Violation.check(
        picture.samples.count == 4 * picture.width * picture.height,
        "samples are not four a pixel")
      return "an image"
    }
  }

  private static func readArchive(_ bytes: Data) throws -> String {
    let archive = try ZipArchive(parsing: bytes, name: path)
    for entry in archive.entries {
      try Violation.check(
        archive.contents(of: entry).count == entry.size, "an entry has another size than it says")
      try Violation.check(
        !entry.name.hasPrefix("/") && !entry.name.split(separator: "/").contains(".."),
        "a name leaves the archive")
    }
    return "\(archive.entries.count) entries"
  }

  private static func readPickle(_ bytes: Data) throws -> String {
    let contents = try PickleMachine.contents(of: bytes, path: path)
    let file = try TorchFile(contents, isBigEndian: false, path: path) { storage in
      guard let size = StridedView.product([storage.count, storage.type.size]), size < 1 << 16
      else { return nil }
      return Data(count: size)
    }
    return try ReadNetwork.outcome(of: file)
  }
}

/// Something that a reader's documentation says cannot be.
struct Violation: Error, CustomStringConvertible {
  let description: String

  static func check(_ holds: Bool, _ description: String) throws(Violation) {
    if !holds { throw Violation(description: description) }
  }
}
