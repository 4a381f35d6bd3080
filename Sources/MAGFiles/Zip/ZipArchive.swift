import CZlib
import Foundation

/// A zip archive in memory, read strictly: stored and deflated files, 64-bit sizes, one part.
///
/// The directory and each entry's own header must agree, entries must not overlap, names occur once
/// and stay inside of the archive. Encrypted entries, symbolic links and other compressions are
/// refused, and so is an archive that would inflate to far more than its own size. Nothing is
/// allocated from a number in the file before that is checked; no name is ever used as a path.
///
/// - Source: PKWARE's APPNOTE 6.3, sections 4.3 and 4.5.3.
public struct ZipArchive: Sendable {
  /// What is accepted of an archive of `byteCount` bytes.
  public struct Limits: Sendable {
    /// The most bytes that all entries together may have when read.
    public var bytes: Int
    /// Deflated entries may have so many times the archive's bytes …
    public var ratio: Int
    /// … and so many more, since a small archive of zeros is harmless.
    public var allowance: Int

    /// 4 GiB; 100 times the archive's bytes and 64 MiB.
    public init(bytes: Int = 1 << 32, ratio: Int = 100, allowance: Int = 1 << 26) {
      self.bytes = bytes
      self.ratio = ratio
      self.allowance = allowance
    }
  }

  /// The files, folders left out, in the directory's order.
  public let entries: [ZipEntry]
  /// What failures call the archive.
  public let name: String
  private let data: Data
  /// Each file and where its bytes begin, by name.
  private let places: [String: (entry: ZipEntry, start: Int)]

  /// Reads the directory and holds every entry's own header against it.
  ///
  /// - Throws: `ZipFailure`, every case but `.library`.
  public init(parsing data: Data, name: String, limits: Limits = Limits()) throws(ZipFailure) {
    let end = try ZipEndRecord(in: data, name: name)
    var cursor = ByteCursor(data.prefix(end.directory.upperBound), at: end.directory.lowerBound)
    var all: [ZipEntry] = []
    var names: Set<String> = []
    var sum = 0
    let (scaled, overflow) = data.count.multipliedReportingOverflow(by: limits.ratio)
    let most = overflow ? limits.bytes : min(limits.bytes, scaled + limits.allowance)
    for _ in 0..<end.entryCount {
      let entry = try ZipEntry(reading: &cursor, name: name)
      guard names.insert(entry.name).inserted else {
        throw .refused(name: name, entry: entry.name, reason: "its name occurs twice")
      }
      let (total, overflow) = sum.addingReportingOverflow(entry.size)
      guard !overflow, total <= most else {
        throw .tooLarge(name: name, ceiling: most, found: overflow ? .max : total)
      }
      sum = total
      all.append(entry)
    }
    guard cursor.remaining == 0 else {
      throw .damaged(
        name: name, byte: cursor.offset, reason: "bytes after the last of the entries")
    }
    self.data = data
    self.name = name
    entries = all.filter { !$0.isFolder }
    places = try Self.places(of: all, in: data, before: end.directory.lowerBound, name: name)
  }

  /// The file of a name, or nil. O(1).
  public func entry(named name: String) -> ZipEntry? { places[name]?.entry }

  /// The bytes of a file, its CRC checked; stored ones share memory with the archive. O(size).
  ///
  /// - Throws: `ZipFailure.badEntry`, `.library`.
  public func contents(of entry: ZipEntry) throws(ZipFailure) -> Data {
    func bad(_ reason: String) -> ZipFailure {
      .badEntry(name: name, entry: entry.name, reason: reason)
    }
    guard let place = places[entry.name], place.entry == entry else {
      throw bad("it is not of this archive")
    }
    let start = data.startIndex + place.start
    let stored = data[start..<start + entry.storedSize]
    var bytes = stored
    if entry.method == .deflated {
      let (inflated, ending) = Inflation.run(stored, .none, ceiling: entry.size)
      switch ending {
      case .complete(unused: 0) where inflated.count == entry.size: bytes = inflated
      case .complete(unused: 0):
        throw bad("expected \(entry.size) bytes, found \(inflated.count)")
      case .complete(let unused): throw bad("\(unused) bytes after the end of its stream")
      case .truncated: throw bad("its stream ends too early")
      case .corrupt(let reason): throw bad(reason)
      case .overCeiling: throw bad("it inflates to more than the \(entry.size) bytes it should")
      case .library(let code): throw .library(code: code)
      }
    }
    let found = bytes.withUnsafeBytes { buffer in
      crc32_z(0, buffer.bindMemory(to: UInt8.self).baseAddress, buffer.count)
    }
    guard UInt32(truncatingIfNeeded: found) == entry.crc else {
      throw bad(
        "expected CRC \(String(entry.crc, radix: 16)), found \(String(found, radix: 16))")
    }
    return bytes
  }

  /// Where the entries' bytes begin, each after its own header; none may reach into the next.
  private static func places(
    of entries: [ZipEntry], in data: Data, before limit: Int, name: String
  ) throws(ZipFailure) -> [String: (entry: ZipEntry, start: Int)] {
    var places: [String: (entry: ZipEntry, start: Int)] = [:]
    var previous: (name: String, end: Int)?
    let content = data.prefix(limit)
    for entry in entries.sorted(by: { $0.headerOffset < $1.headerOffset }) {
      if let previous, entry.headerOffset < previous.end {
        throw .badEntry(
          name: name, entry: entry.name, reason: "it begins inside of \(previous.name)")
      }
      let span = try ZipEntrySpan(of: entry, in: content, archive: name)
      places[entry.name] = (entry, span.start)
      previous = (entry.name, span.end)
    }
    return places
  }
}
