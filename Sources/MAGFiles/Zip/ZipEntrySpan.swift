import Foundation

/// The bytes that an entry takes in an archive: its own header, its data, a descriptor after them.
struct ZipEntrySpan {
  /// Where the data begin.
  let start: Int
  /// Behind the data and their descriptor.
  let end: Int

  /// Holds an entry's own header, and its descriptor where it has one, against the directory.
  ///
  /// - Parameter content: the archive without its directory.
  init(of entry: ZipEntry, in content: Data, archive: String) throws(ZipFailure) {
    func bad(_ reason: String) -> ZipFailure {
      .badEntry(name: archive, entry: entry.name, reason: reason)
    }
    var cursor = ByteCursor(content, at: entry.headerOffset)
    guard cursor.read(UInt32.self) == 0x0403_4B50 else {
      throw bad("expected its header at byte \(entry.headerOffset)")
    }
    guard cursor.read(UInt16.self) != nil, let flags = cursor.read(UInt16.self),
      let method = cursor.read(UInt16.self), cursor.read(UInt32.self) != nil,
      let crc = cursor.read(UInt32.self), let storedSize = cursor.read(UInt32.self),
      let size = cursor.read(UInt32.self), let nameCount = cursor.read(UInt16.self),
      let extraCount = cursor.read(UInt16.self), let name = cursor.read(count: Int(nameCount)),
      let extra = cursor.read(count: Int(extraCount))
    else { throw bad("its header has no end") }
    guard name.elementsEqual(entry.name.utf8), flags == entry.flags, method == entry.method.rawValue
    else { throw bad("its header names another file, method or flags than the directory") }
    let isOpen = entry.hasDescriptor && crc == 0 && storedSize == 0 && size == 0
    if !isOpen {
      guard let sizes = Zip64Sizes(extra, of: [size, storedSize]), crc == entry.crc,
        sizes.values == [entry.size, entry.storedSize]
      else { throw bad("its header has another CRC or size than the directory") }
    }
    start = cursor.offset
    guard cursor.read(count: entry.storedSize) != nil else {
      throw bad("its \(entry.storedSize) bytes reach into the directory")
    }
    guard entry.hasDescriptor else {
      end = cursor.offset
      return
    }
    let descriptorStart = cursor.offset
    guard
      let count = Self.descriptors(of: entry).first(where: { expected in
        var cursor = ByteCursor(content, at: descriptorStart)
        return cursor.read(count: expected.count)?.elementsEqual(expected) == true
      })?.count
    else { throw bad("the descriptor after its data differs from the directory") }
    end = descriptorStart + count
  }

  /// The four forms that a descriptor may have: with or without a signature, 32 or 64 bits.
  private static func descriptors(of entry: ZipEntry) -> [[UInt8]] {
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
      withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
    let long = bytes(UInt64(entry.storedSize)) + bytes(UInt64(entry.size))
    let short =
      bytes(UInt32(truncatingIfNeeded: entry.storedSize))
      + bytes(UInt32(truncatingIfNeeded: entry.size))
    let signature = bytes(UInt32(0x0807_4B50))
    let crc = bytes(entry.crc)
    return [signature + crc + long, signature + crc + short, crc + long, crc + short]
  }
}
