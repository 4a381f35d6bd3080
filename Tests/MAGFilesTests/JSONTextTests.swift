import Foundation
import Testing

@testable import MAGFiles

@Suite("The text of ordered JSON") struct JSONTextTests {
  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try OrderedJSON.encode(value), as: UTF8.self)
  }

  private func line(_ value: some Encodable) throws -> String {
    String(decoding: try OrderedJSON.encodeLine(value), as: UTF8.self)
  }

  @Test("every ASCII character, and any other, comes back from a string")
  func encode_anyCharacter_roundTrips() throws {
    var strings = (UInt8(0)..<128).map { String(Character(Unicode.Scalar($0))) }
    strings += ["é", "e\u{301}", "∇ε", "👩‍🔬", "\u{2028}\u{2029}", "\u{FFFF}\u{10FFFF}", "\r\n", ""]
    let data = try OrderedJSON.encode(strings)
    let back = try OrderedJSON.decode([String].self, from: data)
    // Compared by scalars: Swift's == takes é and e + accent for the same.
    #expect(back.map { Array($0.unicodeScalars) } == strings.map { Array($0.unicodeScalars) })
    #expect(data.allSatisfy { $0 >= 0x20 || $0 == 0x0a })
    #expect(try line("\u{0}\u{1f}\u{7f}\"\\/") == "\"\\u0000\\u001f\u{7f}\\\"\\\\/\"")
  }

  @Test("keys that are data are escaped, sorted by code points, and come back unchanged")
  func encode_dictionary_keepsKeys() throws {
    let values = ["fromClass": 1, "from_class": 2, "": 3, "\"": 4, "é": 5, "Z": 6, "a\n": 7]
    let expected =
      "{\"\": 3, \"\\\"\": 4, \"Z\": 6, \"a\\n\": 7, \"fromClass\": 1, \"from_class\": 2, \"é\": 5}"
    #expect(try line(values) == expected)
    let data = try OrderedJSON.encode(values)
    #expect(try OrderedJSON.decode([String: Int].self, from: data) == values)
  }

  private struct Node: Codable, Equatable {
    var depth: Int
    var children: [Node]

    static func chain(_ depth: Int) -> Node {
      Node(depth: depth, children: depth == 0 ? [] : [chain(depth - 1)])
    }
  }

  @Test("a deeply nested value is indented by its depth and comes back", arguments: [1, 60, 200])
  func encode_deepValue_roundTrips(_ depth: Int) throws {
    let node = Node.chain(depth)
    let data = try OrderedJSON.encode(node)
    #expect(try OrderedJSON.decode(Node.self, from: data) == node)
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    let innermost = try #require(lines.first { $0.hasSuffix("\"depth\": 0,") })
    #expect(innermost.prefix { $0 == " " }.count == 2 + 4 * depth)
    #expect(lines.last == "}")
  }

  @Test("a line holds the same value as the indented form, without a line break")
  func encodeLine_anyValue_equalsIndented() throws {
    let node = Node(
      depth: -1, children: [Node.chain(3), Node.chain(0), Node(depth: 7, children: [])])
    let data = try OrderedJSON.encodeLine(node)
    #expect(!data.contains(0x0a))
    #expect(try OrderedJSON.decode(Node.self, from: data) == node)
    #expect(
      try line(Node.chain(1))
        == "{\"depth\": 1, \"children\": [{\"depth\": 0, \"children\": []}]}")
    #expect(try line(["a\nb"]) == "[\"a\\nb\"]")
  }

  @Test("the largest integers keep every digit")
  func encode_extremeIntegers_areExact() throws {
    #expect(try line([Int64.min, Int64.max]) == "[-9223372036854775808, 9223372036854775807]")
    #expect(try line([UInt64.max]) == "[18446744073709551615]")
    let data = try OrderedJSON.encode([UInt64.max, 0])
    #expect(try OrderedJSON.decode([UInt64].self, from: data) == [.max, 0])
  }

  @Test("floats of every size come back bit by bit through JSON")
  func encode_floats_roundTrip() throws {
    // A stride that is prime to 2³² meets all signs, exponents and mantissas.
    let floats = (0..<20_000).map { Float(bitPattern: UInt32(truncatingIfNeeded: $0 &* 214_013)) }
      .filter(\.isFinite)
    let data = try OrderedJSON.encode(floats)
    let back = try OrderedJSON.decode([Float].self, from: data)
    #expect(floats.count > 15_000)
    #expect(back.map(\.bitPattern) == floats.map(\.bitPattern))
  }

  @Test("a class and its superclass are one object inside another")
  func encode_superclass_isNested() throws {
    #expect(try line(Derived()) == "{\"own\": 2, \"super\": {\"base\": 1}}")
  }
}

private class Base: Encodable {
  var base = 1
}

private final class Derived: Base {
  private enum CodingKeys: String, CodingKey { case own }

  override func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(2, forKey: .own)
    try super.encode(to: container.superEncoder())
  }
}
