import Foundation
import Testing

@testable import MAGNetwork

@Suite("Protocol Buffers on the wire") struct ProtobufTests {
  /// A message with a field of every kind that is read.
  private struct Sample: ProtobufMessage, Equatable {
    var number: Int64 = 0
    var short: Int32 = 0
    var ratio: Float = 0
    var name = ""
    var numbers: [Int64] = []
    var reals = Data()
    var inner: [Sample] = []

    private enum Field: Int, ProtobufFields {
      case number = 1
      case short = 2
      case ratio = 3
      case name = 4
      case manyNumbers = 5
      case reals = 6
      case inner = 7

      var isRepeated: Bool { rawValue >= 5 }
    }

    init() {}

    init(_ reader: inout ProtobufReader) throws(ProtobufFailure) {
      while let entry = try reader.next(Field.self) {
        switch entry.field {
        case .number: number = try entry.integer()
        case .short: short = try entry.shortInteger()
        case .ratio: ratio = try entry.float()
        case .name: name = try entry.text()
        case .manyNumbers: try entry.appendIntegers(to: &numbers)
        case .reals: try entry.appendNumbers(ofWidth: 4, to: &reals)
        case .inner: inner.append(try entry.message(Sample.self))
        }
      }
    }

    func encode(to writer: inout ProtobufWriter) {
      writer.integer(Field.number, number)
      writer.integer(Field.short, Int64(short))
      writer.float(Field.ratio, ratio)
      writer.text(Field.name, name)
      writer.integers(Field.manyNumbers, numbers)
      if !reals.isEmpty { writer.data(Field.reals, reals) }
      for sample in inner { writer.message(Field.inner, sample) }
    }
  }

  private func read(_ bytes: [UInt8]) throws(ProtobufFailure) -> Sample {
    var reader = ProtobufReader(Data(bytes))
    return try Sample(&reader)
  }

  private func failure(_ bytes: [UInt8]) throws -> ProtobufFailure {
    try #require(throws: ProtobufFailure.self) { try read(bytes) }
  }

  @Test("the documentation's example: field 1 with 150 is 08 96 01")
  func read_example_is150() throws {
    #expect(try read([0x08, 0x96, 0x01]).number == 150)
  }

  @Test("the largest, smallest and negative numbers read back")
  func number_extremes_readBack() throws {
    for value in [0, 1, 127, 128, -1, Int64.max, Int64.min] {
      var sample = Sample()
      sample.number = value
      sample.short = Int32(truncatingIfNeeded: value)
      sample.numbers = [value, 0, value]
      var writer = ProtobufWriter()
      sample.encode(to: &writer)
      #expect(try read(Array(writer.bytes)) == sample)
    }
  }

  @Test("numbers of a list come packed, one by one, or both, in their order")
  func list_packedAndNot_isJoined() throws {
    #expect(
      try read([0x2A, 2, 1, 2, 0x28, 3, 0x2A, 0, 0x2A, 2, 0x80, 0x01]).numbers == [1, 2, 3, 128])
    let reals = try read([0x35, 1, 2, 3, 4, 0x32, 8, 5, 6, 7, 8, 9, 10, 11, 12]).reals
    #expect(Array(reals) == Array(1...12))
  }

  @Test("unknown fields of every kind are skipped")
  func field_unknown_isSkipped() throws {
    let unknown: [UInt8] = [0x78, 5, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7A, 1, 0xFF, 0x7D, 1, 2, 3, 4]
    #expect(try read(unknown + [0x08, 7] + unknown).number == 7)
  }

  @Test("a slice of other bytes is read from its own beginning")
  func read_slice_startsAtItsBeginning() throws {
    var reader = ProtobufReader(Data([9, 9, 9, 0x08, 7])[3...])
    #expect(try Sample(&reader).number == 7)
  }

  @Test(
    "what is not the format is refused with its place",
    arguments: [
      ([0x08], 1, "", "end inside a number"),
      ([0x08, 0x80], 1, "", "end inside a number"),
      ([0x08, 0x80, 0x00], 1, "", "more bytes than it needs"),
      ([0x08] + [UInt8](repeating: 0xFF, count: 9) + [0x02], 1, "", "more than 64 bits"),
      ([0x08] + [UInt8](repeating: 0xFF, count: 10) + [0x01], 1, "", "more than 64 bits"),
      ([0x00, 1], 0, "", "found 0"),
      ([0x80, 0x80, 0x80, 0x80, 0x10, 1], 0, "", "found 536870912"),
      ([0x22, 5, 0x61], 2, "", "5 bytes, but only 1"),
      ([0x22] + [UInt8](repeating: 0xFF, count: 9) + [0x01], 11, "", "18446744073709551615 bytes"),
      ([0x1D, 1, 2, 3], 1, "", "4 bytes, but only 3"),
      ([0x79, 1], 1, "", "8 bytes, but only 1"),
      ([0x0B, 0x0C], 1, "", "group"), ([0x0C], 1, "", "group"),
      ([0x0E, 0], 1, "", "wire type 6"),
      ([0x08, 1, 0x08, 2], 2, "number", "twice"),
      ([0x0A, 1, 1], 0, "number", "expected a whole number, found bytes"),
      ([0x20, 1], 0, "name", "expected bytes, found a whole number"),
      ([0x38, 1], 0, "inner[0]", "expected a message"),
      ([0x3A, 0, 0x39, 0, 0, 0, 0, 0, 0, 0, 0], 2, "inner[1]", "an 8-byte number"),
      ([0x18, 1], 0, "ratio", "expected a 4-byte number"),
      ([0x10, 0x80, 0x80, 0x80, 0x80, 0x08], 0, "short", "32 bits, found 2147483648"),
      ([0x22, 1, 0xFF], 0, "name", "not UTF-8"),
      ([0x32, 5, 0, 0, 0, 0, 0], 0, "reals[0]", "5 bytes are no multiple of 4"),
      ([0x2A, 2, 1, 0x80], 3, "many_numbers[0]", "end inside a number"),
      ([0x3A, 0, 0x3A, 4, 0x3A, 2, 0x22, 9], 8, "inner[1].inner[0]", "9 bytes, but only 0"),
      ([0x3A, 2, 0x22, 1, 0x61], 4, "inner[0]", "1 bytes, but only 0"),
    ] as [([UInt8], Int, String, String)])
  func read_damaged_isRefused(
    _ bytes: [UInt8], _ byte: Int, _ place: String, _ words: String
  ) throws {
    let failure = try failure(bytes)
    #expect(failure.byte == byte)
    #expect(failure.place == place)
    #expect(failure.reason.contains(words), "\(failure.reason)")
  }

  @Test("every beginning of a message is a message or refused, never a crash")
  func read_cutAnywhere_isRefusedOrRead() throws {
    var inner = Sample()
    inner.name = "név"
    inner.numbers = [1, 300, -1]
    var sample = inner
    sample.inner = [inner, inner]
    sample.reals = Data(0..<12)
    var writer = ProtobufWriter()
    sample.encode(to: &writer)
    var refused = 0
    for count in writer.bytes.indices {
      do { _ = try read(Array(writer.bytes.prefix(count))) } catch {
        refused += 1
        #expect(error.byte <= count)
      }
    }
    #expect(refused > writer.bytes.count / 2)
    #expect(try read(Array(writer.bytes)) == sample)
  }

  @Test("messages inside one another beyond the limit are refused")
  func read_tooDeep_isRefused() throws {
    var bytes: [UInt8] = []
    for _ in 1..<ProtobufLimits.depth { bytes = [0x3A, UInt8(bytes.count)] + bytes }
    #expect(throws: Never.self) { try read(bytes) }
    let failure = try failure([0x3A, UInt8(bytes.count)] + bytes)
    #expect(failure.reason == "more than 32 messages are inside one another")
  }

  @Test("messages beyond the limit are refused before they are kept")
  func read_tooMany_isRefused() throws {
    var bytes = Data()
    for _ in 0...ProtobufLimits.messages { bytes.append(contentsOf: [0x3A, 0]) }
    let failure = try failure(Array(bytes))
    #expect(failure.place == "inner[1048576]")
    #expect(failure.reason == "there are more than 1048576 messages")
  }
}
