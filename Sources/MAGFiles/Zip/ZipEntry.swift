import Foundation

/// A file inside a zip archive, as the directory describes it.
public struct ZipEntry: Sendable, Equatable {
  enum Method: UInt16 {
    case stored = 0
    case deflated = 8
  }

  /// A relative path with `/` between its parts.
  public let name: String
  /// Bytes when read.
  public let size: Int
  let method: Method
  let flags: UInt16
  let crc: UInt32
  /// Bytes in the archive.
  let storedSize: Int
  /// Where the entry's own header begins.
  let headerOffset: Int

  /// Bytes of a directory header without its variable parts.
  static let headerSize = 46
  /// Bytes of an entry's own header without its variable parts.
  static let localHeaderSize = 30
  /// The most bytes that deflate can make of one.
  static let highestRatio = 1032
  static let longestName = 1000
  /// Flags that change nothing here: two for the effort of compression, one for a descriptor after
  /// the data, one for names in UTF-8.
  static let harmlessFlags: UInt16 = 0b0000_1000_0000_1110
  static let descriptorFlag: UInt16 = 0b1000

  /// A folder, which has a name and no bytes.
  var isFolder: Bool { name.hasSuffix("/") }
  var hasDescriptor: Bool { flags & Self.descriptorFlag != 0 }

  /// Reads a directory header and steps over it.
  init(reading cursor: inout ByteCursor, name archive: String) throws(ZipFailure) {
    let start = cursor.offset
    func damaged(_ reason: String) -> ZipFailure {
      .damaged(name: archive, byte: start, reason: reason)
    }
    guard cursor.read(UInt32.self) == 0x0201_4B50 else { throw damaged("expected an entry here") }
    guard let writer = cursor.read(UInt16.self), cursor.read(UInt16.self) != nil,
      let flags = cursor.read(UInt16.self), let method = cursor.read(UInt16.self),
      cursor.read(UInt32.self) != nil, let crc = cursor.read(UInt32.self),
      let storedSize = cursor.read(UInt32.self), let size = cursor.read(UInt32.self),
      let nameCount = cursor.read(UInt16.self), let extraCount = cursor.read(UInt16.self),
      let commentCount = cursor.read(UInt16.self), let disk = cursor.read(UInt16.self),
      cursor.read(UInt16.self) != nil, let attributes = cursor.read(UInt32.self),
      let offset = cursor.read(UInt32.self), let nameBytes = cursor.read(count: Int(nameCount)),
      let extra = cursor.read(count: Int(extraCount)),
      cursor.read(count: Int(commentCount)) != nil
    else { throw damaged("an entry without an end") }
    let name = try Self.checkedName(nameBytes, at: start, archive: archive)
    func refused(_ reason: String) -> ZipFailure {
      .refused(name: archive, entry: name, reason: reason)
    }
    if flags & 0b0010_0000_0100_0001 != 0 { throw refused("it is encrypted") }
    guard flags & ~Self.harmlessFlags == 0 else {
      throw refused("its flags \(String(flags, radix: 16)) are not known here")
    }
    guard let method = Method(rawValue: method) else {
      throw refused("expected stored or deflated bytes, found compression method \(method)")
    }
    // Written on Unix (3): the attributes' upper half is the file's mode.
    if writer >> 8 == 3, attributes >> 28 == 0xA { throw refused("it is a symbolic link") }
    guard disk == 0 || disk == .max else { throw damaged("the archive is split over files") }
    guard let long = Zip64Sizes(extra, of: [size, storedSize, offset]) else {
      throw damaged("the 64-bit sizes of \(name) are missing or occur twice")
    }
    self.name = name
    self.size = long.values[0]
    self.storedSize = long.values[1]
    headerOffset = long.values[2]
    self.method = method
    self.flags = flags
    self.crc = crc
    switch method {
    case .stored where self.size != self.storedSize:
      throw damaged("\(name) is stored and yet has two sizes")
    case .deflated where self.size / Self.highestRatio > self.storedSize:
      throw refused("\(self.storedSize) deflated bytes cannot inflate to \(self.size)")
    default: break
    }
    if isFolder, self.size > 0 { throw refused("it is a folder and yet has bytes") }
  }

  /// A name that stays inside of the archive, whoever would take it for a path.
  private static func checkedName(
    _ bytes: Data, at offset: Int, archive: String
  ) throws(ZipFailure) -> String {
    guard bytes.count <= longestName, !bytes.isEmpty,
      let name = String(validating: bytes, as: UTF8.self)
    else {
      throw .damaged(
        name: archive, byte: offset,
        reason: "expected a name in UTF-8 of 1 to \(longestName) bytes")
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.properties.generalCategory != .control && $0 != "\\"
    }
    let hasDrive = name.utf8.dropFirst().first == UInt8(ascii: ":")
    guard isPlain, !hasDrive, !parts.contains(where: { $0 == ".." || $0 == "." }),
      !parts.dropLast().contains("")
    else {
      throw .refused(
        name: archive, entry: name.debugDescription,
        reason: "expected a relative name without .., backslashes and control characters")
    }
    return name
  }
}

/// Sizes of 32 bits, each replaced by one of 64 bits from the extra field where it is all ones.
struct Zip64Sizes {
  let values: [Int]

  /// Nil if the extra field is damaged, or lacks the numbers that are needed, or has them twice.
  ///
  /// - Parameter short: in the order in which the extra field lists their long forms.
  init?(_ extra: Data, of short: [UInt32]) {
    guard short.contains(.max) else {
      values = short.map { Int($0) }
      return
    }
    var cursor = ByteCursor(extra)
    var field: Data?
    while cursor.remaining > 0 {
      guard let kind = cursor.read(UInt16.self), let count = cursor.read(UInt16.self),
        let content = cursor.read(count: Int(count)), kind != 1 || field == nil
      else { return nil }
      if kind == 1 { field = content }
    }
    var long = ByteCursor(field ?? Data())
    var values: [Int] = []
    for size in short {
      if size < .max {
        values.append(Int(size))
      } else if let value = long.read(UInt64.self).flatMap({ Int(exactly: $0) }) {
        values.append(value)
      } else {
        return nil
      }
    }
    self.values = values
  }
}
