import Foundation
import MAGFiles

/// The tensors of a state dict that torch.save wrote.
///
/// - Source: torch.serialization. Since PyTorch 1.6 a zip archive: NAME/data.pkl, the pickle;
///   NAME/data/KEY, the storages; NAME/byteorder, without which (before 2.1) they are
///   little-endian. Before 1.6 one file: see `LegacyTorchFile`.
struct TorchFile: TensorContainer {
  let tensors: [StoredTensor]
  let metadata: CheckpointMetadata
  let conventions: ContainerConventions

  /// The tensors together may have so many times the bytes of the storages that they are views of.
  private static let mostSharing = 16

  /// - Throws: `CheckpointFailure`.
  init(_ archive: ZipArchive, path: String) throws(CheckpointFailure) {
    guard let prefix = Self.prefix(of: archive) else {
      throw .unknownFormat(path: path, found: "a zip archive without one data.pkl")
    }
    if archive.entry(named: prefix + "constants.pkl") != nil {
      throw .unknownFormat(
        path: path, found: "a TorchScript program")
    }
    func bytes(_ name: String) throws(CheckpointFailure) -> Data? {
      guard let entry = archive.entry(named: prefix + name) else { return nil }
      do { return try archive.contents(of: entry) } catch { throw .archive(error) }
    }
    let contents = try PickleMachine.contents(of: try bytes("data.pkl") ?? Data(), path: path)
    let order = try bytes("byteorder").map { String(decoding: $0, as: UTF8.self) } ?? "little"
    guard ["little", "big"].contains(order) else {
      throw .badContent(
        path: path, format: "PyTorch entry byteorder", byte: 0, reason: "expected little or big")
    }
    try self.init(contents, isBigEndian: order == "big", path: path) {
      (storage) throws(CheckpointFailure) in try bytes("data/" + storage.key)
    }
  }

  /// The folder of the archive's only data.pkl, with its slash; nil if there is none or several.
  static func prefix(of archive: ZipArchive) -> String? {
    let pickles = archive.entries.map(\.name).filter {
      $0 == "data.pkl" || ($0.hasSuffix("/data.pkl") && $0.count { $0 == "/" } == 1)
    }
    return pickles.count == 1 ? String(pickles[0].dropLast("data.pkl".count)) : nil
  }

  /// Resolves the tensors of the state dict in a pickle.
  ///
  /// - Parameter bytes: the bytes of a storage; nil if the file lacks it.
  init(
    _ contents: PickleContents, isBigEndian: Bool, path: String,
    storage bytes: (TorchStorage) throws(CheckpointFailure) -> Data?
  ) throws(CheckpointFailure) {
    let dictionary = try StateDictionary(in: contents, path: path)
    var storages: [String: Data] = [:]
    var available = 0
    var used = 0
    var tensors: [StoredTensor] = []
    for (name, tensor) in dictionary.tensors {
      func bad(_ reason: String) -> CheckpointFailure {
        .badTensor(path: path, tensor: name, reason: reason)
      }
      let storage = contents.storages[tensor.storage]
      if storages[storage.key] == nil {
        guard let found = try bytes(storage) else {
          throw bad("its storage \(storage.key) is missing")
        }
        storages[storage.key] = found
        available += found.count
      }
      let data = storages[storage.key] ?? Data()
      guard StridedView.product([storage.count, storage.type.size]) == data.count else {
        throw bad(
          "its storage \(storage.key) should hold \(storage.count) elements of type "
            + "\(storage.type.rawValue), found \(data.count) bytes")
      }
      if let problem = tensor.view.problem(
        within: storage.count, elementSize: storage.type.size)
      {
        throw bad(problem)
      }
      used += (StridedView.product(tensor.view.extents) ?? 0) * storage.type.size
      guard used <= Self.mostSharing * available else {
        throw bad("the tensors share their storages more than \(Self.mostSharing) times")
      }
      tensors.append(
        StoredTensor(
          name: name, type: storage.type, extents: tensor.view.extents,
          bytes: tensor.view.gathered(
            from: data, elementSize: storage.type.size, swapsBytes: isBigEndian)))
    }
    self.tensors = tensors
    metadata = dictionary.metadata
    conventions = ContainerConventions(
      orientation: .outputsFirst,
      notes: dictionary.key.map { ["The tensors under \($0) are read."] } ?? [])
  }
}
