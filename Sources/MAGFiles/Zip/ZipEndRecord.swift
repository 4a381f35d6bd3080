import Foundation

/// What the end of a zip archive says about its directory, in the 32-bit or the 64-bit form.
struct ZipEndRecord {
  let entryCount: Int
  /// Where the directory lies, in bytes from the start of the file.
  let directory: Range<Int>

  private static let signature: [UInt8] = [0x50, 0x4B, 5, 6]
  private static let size = 22
  private static let longestComment = 0xFFFF

  /// Finds the record, held against the file's length and its 64-bit twin where there is one.
  ///
  /// After the record comes its comment and nothing else. Two places that could both be the record
  /// are refused, since two readers could then see two archives in one file.
  init(in data: Data, name: String) throws(ZipFailure) {
    let position = try Self.position(in: data, name: name)
    func damaged(_ reason: String) -> ZipFailure {
      .damaged(name: name, byte: position, reason: reason)
    }
    var cursor = ByteCursor(data, at: position + 4)
    guard let disk = cursor.read(UInt16.self), let directoryDisk = cursor.read(UInt16.self),
      let countHere = cursor.read(UInt16.self), let count = cursor.read(UInt16.self),
      let size = cursor.read(UInt32.self), let offset = cursor.read(UInt32.self)
    else { throw .notZip(name: name) }
    guard [0, .max].contains(disk), [0, .max].contains(directoryDisk), countHere == count else {
      throw damaged("the archive is split over several files")
    }
    var found = (count: UInt64(count), size: UInt64(size), offset: UInt64(offset), end: position)
    if let long = try Self.long(in: data, before: position, name: name) {
      guard count == .max || long.count == UInt64(count),
        size == .max || long.size == UInt64(size), offset == .max || long.offset == UInt64(offset)
      else { throw damaged("the end record and its 64-bit form differ") }
      found = long
    }
    guard let start = Int(exactly: found.offset), let length = Int(exactly: found.size),
      start <= found.end, length == found.end - start
    else {
      throw damaged(
        "expected a directory that ends where this record begins, found \(found.size) bytes "
          + "at \(found.offset)")
    }
    guard let entryCount = Int(exactly: found.count), entryCount <= length / ZipEntry.headerSize
    else { throw damaged("\(found.count) entries do not fit into \(length) bytes") }
    self.entryCount = entryCount
    directory = start..<found.end
  }

  /// Where the only end record begins whose comment reaches to the end of the file.
  private static func position(in data: Data, name: String) throws(ZipFailure) -> Int {
    let last = data.count - size
    let first = max(0, last - longestComment)
    guard last >= first else { throw .notZip(name: name) }
    let positions = data.withUnsafeBytes { bytes in
      (first...last).filter { position in
        bytes[position] == signature[0] && bytes[position..<position + 4].elementsEqual(signature)
          && position + size + Int(bytes[position + 20]) + Int(bytes[position + 21]) << 8
            == bytes.count
      }
    }
    guard let position = positions.last else { throw .notZip(name: name) }
    guard positions.count == 1 else {
      throw .damaged(name: name, byte: positions[0], reason: "there are two end records")
    }
    return position
  }

  /// The 64-bit record that a locator just before the end record points to; nil without a locator.
  private static func long(
    in data: Data, before position: Int, name: String
  ) throws(ZipFailure) -> (count: UInt64, size: UInt64, offset: UInt64, end: Int)? {
    let locator = position - 20
    var cursor = ByteCursor(data, at: locator)
    guard cursor.read(UInt32.self) == 0x0706_4B50 else { return nil }
    guard cursor.read(UInt32.self) == 0, let recordOffset = cursor.read(UInt64.self),
      let start = Int(exactly: recordOffset), start <= locator
    else {
      throw .damaged(
        name: name, byte: locator, reason: "the 64-bit end record is not where it should be")
    }
    func damaged(_ reason: String) -> ZipFailure {
      .damaged(name: name, byte: start, reason: reason)
    }
    cursor = ByteCursor(data, at: start)
    guard cursor.read(UInt32.self) == 0x0606_4B50, let recordSize = cursor.read(UInt64.self),
      recordSize == UInt64(locator - start) &- 12
    else { throw damaged("expected the 64-bit end record here") }
    guard cursor.read(UInt32.self) != nil, cursor.read(UInt32.self) == 0,
      cursor.read(UInt32.self) == 0, let countHere = cursor.read(UInt64.self),
      let count = cursor.read(UInt64.self), let size = cursor.read(UInt64.self),
      let offset = cursor.read(UInt64.self), cursor.offset <= locator, countHere == count
    else { throw damaged("the 64-bit end record is too short or the archive is split") }
    return (count, size, offset, start)
  }
}
