import Foundation
import MAGFiles

/// The form in which torch.save wrote before PyTorch 1.6, and does still when told to.
///
/// Five pickles in a row (a magic number, the format's number 1001, facts about the machine, the
/// object, the storages' keys), then the storages in the order of the keys, each with its number of
/// elements as 8 bytes before it.
enum LegacyTorchFile {
  /// 0x1950a86a20f9469cfc6c, little-endian.
  private static let magic: [UInt8] = [
    0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
  ]

  /// - Throws: `CheckpointFailure`.
  static func parse(_ data: Data, path: String) throws(CheckpointFailure) -> TorchFile {
    var end = 0
    func next() throws(CheckpointFailure) -> PickleContents {
      let contents = try PickleMachine.contents(of: data, at: end, path: path)
      end = contents.end
      return contents
    }
    func damaged(_ reason: String) -> CheckpointFailure {
      .badContent(path: path, format: "PyTorch file", byte: end, reason: reason)
    }
    guard try next().root == .long(magic) else {
      throw .unknownFormat(path: path, found: "a Python pickle that torch.save did not write")
    }
    guard try next().root == .integer(1001) else { throw damaged("expected format number 1001") }
    let facts = try next()
    let object = try next()
    let list = try next()
    guard case .list(let place) = list.root else { throw damaged("expected the storages' keys") }
    let known = Dictionary(
      object.storages.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    let isBigEndian = try Self.isBigEndian(facts, path: path)
    var storages: [String: Data] = [:]
    for key in list.sequences[place] {
      guard case .string(let key) = key, let storage = known[key], storages[key] == nil else {
        throw damaged("expected each storage's key once")
      }
      var cursor = ByteCursor(data, at: end)
      guard let found = cursor.read(UInt64.self),
        (isBigEndian ? found.byteSwapped : found) == UInt64(storage.count),
        let size = StridedView.product([storage.count, storage.type.size]),
        let bytes = cursor.read(count: size)
      else {
        throw damaged("expected storage \(key) of \(storage.count) elements")
      }
      storages[key] = bytes
      end = cursor.offset
    }
    guard end == data.count else { throw damaged("\(data.count - end) bytes after the storages") }
    return try TorchFile(object, isBigEndian: isBigEndian, path: path) {
      (storage) throws(CheckpointFailure) in storages[storage.key]
    }
  }

  private static func isBigEndian(
    _ facts: PickleContents, path: String
  ) throws(CheckpointFailure) -> Bool {
    if case .dictionary(let place) = facts.root,
      let entry = facts.dictionaries[place].first(where: { $0.key == .string("little_endian") }),
      case .bool(let isLittle) = entry.value
    {
      return !isLittle
    }
    throw .badContent(
      path: path, format: "PyTorch file", byte: facts.end,
      reason: "expected the machine's byte order before this")
  }
}
