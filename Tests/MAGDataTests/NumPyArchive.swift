import Foundation

/// Writes .npz archives of stored entries, from the formats' descriptions.
enum NumPyArchive {
  /// An array's name, type as NumPy writes it, extents and bytes.
  typealias Array = (name: String, type: String, extents: [Int], bytes: [UInt8])

  static func data(_ arrays: [Array]) -> Data {
    zip(arrays.map { ($0.name + ".npy", npy($0)) })
  }

  static func npy(_ array: Array) -> Data {
    let extents = array.extents.map { "\($0)," }.joined(separator: " ")
    let header = "{'descr': '\(array.type)', 'fortran_order': False, 'shape': (\(extents)), }\n"
    return Data([0x93] + [UInt8]("NUMPY".utf8) + [1, 0]) + little(UInt16(header.utf8.count))
      + Data(header.utf8) + Data(array.bytes)
  }

  /// Integers of eight bytes each.
  static func int64(_ values: [Int]) -> [UInt8] { values.flatMap { [UInt8](little(Int64($0))) } }

  static func zip(_ files: [(name: String, bytes: Data)]) -> Data {
    var (body, directory) = (Data(), Data())
    for (name, bytes) in files {
      let sizes = little(UInt32(bytes.count))
      let common =
        little(UInt16(20)) + Data(count: 8) + little(crc(bytes)) + sizes + sizes
        + little(UInt16(name.utf8.count)) + Data(count: 2)
      directory +=
        Data([0x50, 0x4B, 1, 2]) + little(UInt16(20)) + common + Data(count: 10)
        + little(UInt32(body.count)) + Data(name.utf8)
      body += Data([0x50, 0x4B, 3, 4]) + common + Data(name.utf8) + bytes
    }
    let count = little(UInt16(files.count))
    return body + directory + Data([0x50, 0x4B, 5, 6, 0, 0, 0, 0]) + count + count
      + little(UInt32(directory.count)) + little(UInt32(body.count)) + Data(count: 2)
  }

  private static func little(_ value: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: value.littleEndian) { Data($0) }
  }

  private static func crc(_ bytes: Data) -> UInt32 {
    var sum: UInt32 = ~0
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
