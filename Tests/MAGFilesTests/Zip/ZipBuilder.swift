import CZlib
import Foundation

/// Writes zip archives, right ones and, with some field changed, wrong ones.
struct ZipBuilder {
  struct File {
    var name: String
    var bytes: Data
    var method: UInt16 = 0
    var flags: UInt16 = 0
    var stored: Data?
    var localName: String?
    var localSize: UInt32?
    var directorySize: UInt32?
    var crc: UInt32?
    var writer: UInt16 = 0
    var attributes: UInt32 = 0
    var offset: UInt32?
    /// The extra field of the directory's header.
    var extra = Data()
    var localExtra = Data()
    /// What follows the data.
    var descriptor = Data()
    /// Zeros for CRC and sizes in the file's own header, as before a descriptor.
    var isOpen = false
  }

  var files: [File]
  var comment = Data()
  var count: UInt16?
  var directorySize: UInt32?
  var directoryOffset: UInt32?
  /// Writes a 64-bit end record and its locator.
  var isLong = false

  init(_ files: [File]) { self.files = files }

  init(_ contents: KeyValuePairs<String, String>) {
    files = contents.map { File(name: $0.key, bytes: Data($0.value.utf8)) }
  }

  static func crc(_ bytes: Data) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      UInt32(
        truncatingIfNeeded: crc32_z(
          0, buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count))
    }
  }

  /// A raw deflate stream.
  static func deflated(_ bytes: Data) throws -> Data {
    var stream = z_stream()
    deflateInit2_(
      &stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var result = [UInt8](repeating: 0, count: bytes.count + 1000)
    var input = [UInt8](bytes)
    let count = input.withUnsafeMutableBufferPointer { input in
      result.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        deflate(&stream, Z_FINISH)
        return output.count - Int(stream.avail_out)
      }
    }
    return Data(result.prefix(count))
  }

  var bytes: Data {
    var archive = Data()
    var directory = Data()
    for file in files {
      let stored = file.stored ?? file.bytes
      let crc = file.crc ?? Self.crc(file.bytes)
      let offset = file.offset ?? UInt32(archive.count)
      let size = UInt32(file.bytes.count)
      archive.append(le(0x0403_4B50 as UInt32) + le(20 as UInt16) + le(file.flags))
      archive.append(le(file.method) + le(0 as UInt32))
      archive.append(
        le(file.isOpen ? 0 : crc) + le(file.isOpen ? 0 : file.localSize ?? UInt32(stored.count)))
      archive.append(le(file.isOpen ? 0 : file.localSize ?? size))
      let localName = Data((file.localName ?? file.name).utf8)
      archive.append(le(UInt16(localName.count)) + le(UInt16(file.localExtra.count)))
      archive.append(localName + file.localExtra + stored + file.descriptor)
      directory.append(le(0x0201_4B50 as UInt32) + le(file.writer) + le(20 as UInt16))
      directory.append(le(file.flags) + le(file.method) + le(0 as UInt32) + le(crc))
      directory.append(le(file.directorySize ?? UInt32(stored.count)))
      directory.append(le(file.directorySize ?? size))
      directory.append(le(UInt16(file.name.utf8.count)) + le(UInt16(file.extra.count)))
      directory.append(le(0 as UInt16) + le(0 as UInt16) + le(0 as UInt16) + le(file.attributes))
      directory.append(le(offset) + Data(file.name.utf8) + file.extra)
    }
    let start = archive.count
    archive.append(directory)
    if isLong {
      let record = archive.count
      archive.append(le(0x0606_4B50 as UInt32) + le(44 as UInt64) + le(45 as UInt16))
      archive.append(le(45 as UInt16) + le(0 as UInt32) + le(0 as UInt32))
      archive.append(le(UInt64(files.count)) + le(UInt64(files.count)))
      archive.append(le(UInt64(directory.count)) + le(UInt64(start)))
      archive.append(le(0x0706_4B50 as UInt32) + le(0 as UInt32) + le(UInt64(record)))
      archive.append(le(1 as UInt32))
    }
    let count = count ?? (isLong ? .max : UInt16(files.count))
    archive.append(le(0x0605_4B50 as UInt32) + le(0 as UInt16) + le(0 as UInt16))
    archive.append(le(count) + le(count))
    archive.append(le(directorySize ?? (isLong ? .max : UInt32(directory.count))))
    archive.append(le(directoryOffset ?? (isLong ? .max : UInt32(start))))
    archive.append(le(UInt16(comment.count)) + comment)
    return archive
  }
}

/// A number's bytes, little-endian.
func le(_ value: some FixedWidthInteger) -> Data {
  withUnsafeBytes(of: value.littleEndian) { Data($0) }
}
