import Foundation

/// Writes pickles and the older form of torch.save around them, byte by byte.
struct PickleBuilder {
  var bytes: Data = Data([0x80, 2])

  /// Raw instructions.
  func op(_ text: String) -> PickleBuilder { op(Array(text.utf8)) }
  func op(_ added: [UInt8]) -> PickleBuilder {
    var result = self
    result.bytes.append(contentsOf: added)
    return result
  }

  func text(_ value: String) -> PickleBuilder {
    op("X").op(little(UInt32(value.utf8.count))).op(value)
  }
  func integer(_ value: Int32) -> PickleBuilder { op("J").op(little(value)) }
  func integers(_ values: [Int32]) -> PickleBuilder {
    values.reduce(op("(")) { $0.integer($1) }.op("t")
  }
  func global(_ module: String, _ name: String) -> PickleBuilder { op("c\(module)\n\(name)\n") }

  /// A storage of float32 elements.
  func storage(_ key: String, _ count: Int32, type: String = "FloatStorage") -> PickleBuilder {
    op("(").text("storage").global("torch", type).text(key).text("cpu").integer(count).op("NtQ")
  }

  /// A tensor that is a view of a storage.
  func tensor(
    _ extents: [Int32], _ strides: [Int32], offset: Int32 = 0, key: String = "0", count: Int32
  ) -> PickleBuilder {
    global("torch._utils", "_rebuild_tensor_v2").op("(").storage(key, count).integer(offset)
      .integers(extents).integers(strides).op([0x89])
      .global("collections", "OrderedDict").op(")RtR")
  }

  func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  /// The older form of torch.save around a pickle that still lacks its STOP.
  ///
  /// - Parameter storages: in the order of the keys "0", "1", ….
  func legacy(_ storages: [[Float]] = [[1, 2, 3, 4, 5, 6]]) -> Data {
    let magic = PickleBuilder().op([0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8])
      .op([0x50, 0x19]).op(".")
    let version = PickleBuilder().op("M").op(little(UInt16(1001))).op(".")
    let facts = PickleBuilder().op("}").text("little_endian").op([0x88]).op("s.")
    let keys = storages.indices.reduce(PickleBuilder().op("](")) { $0.text("\($1)") }.op("e.")
    var data = magic.bytes + version.bytes + facts.bytes + op(".").bytes + keys.bytes
    for storage in storages {
      data.append(contentsOf: little(UInt64(storage.count)))
      for value in storage { data.append(contentsOf: little(value.bitPattern)) }
    }
    return data
  }
}
