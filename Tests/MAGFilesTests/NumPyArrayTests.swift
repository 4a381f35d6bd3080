import Foundation
import Testing

@testable import MAGFiles

/// A .npy file from the text of its header.
private func array(_ header: String, _ data: [UInt8] = [], version: UInt8 = 1) -> Data {
  let length = withUnsafeBytes(of: UInt32(header.utf8.count).littleEndian) { Array($0) }
  return Data([0x93]) + Data("NUMPY".utf8) + Data([version, 0])
    + Data(length.prefix(version == 1 ? 2 : 4)) + Data(header.utf8) + Data(data)
}

@Suite("NumPy arrays") struct NumPyTests {
  private func parse(_ bytes: Data) throws -> StoredTensor {
    try NumPyArray.parse(bytes, name: "a", path: "m.npy")
  }

  @Test("versions 1 to 3, both orders of elements and of bytes")
  func parse_everyForm_isRead() throws {
    let data: [UInt8] = [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]
    for version: UInt8 in 1...3 {
      let tensor = try parse(
        array(
          "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }  \n", data,
          version: version))
      #expect(tensor.type == .int16 && tensor.extents == [2, 3])
      #expect(tensor.integers() == [1, 2, 3, 4, 5, 6])
    }
    let fortran = try parse(
      array(#"{"shape":(2,3),"fortran_order":True,"descr":"<i2"}"#, data))
    #expect(fortran.integers() == [1, 3, 5, 2, 4, 6])
    let big = try parse(
      array("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3)}", data))
    #expect(big.integers() == [256, 768, 1280, 512, 1024, 1536])
    let bytes = try parse(
      array("{'descr': '|u1', 'fortran_order': False, 'shape': (12,)}", data))
    #expect(bytes.type == .uint8 && bytes.count == 12)
  }

  @Test("no elements, one element, three axes")
  func parse_extremeShapes_areRead() throws {
    let none = try parse(array("{'descr': '<f4', 'fortran_order': True, 'shape': (0, 9)}"))
    #expect(none.extents == [0, 9] && none.count == 0 && none.integers() == nil)
    let one = try parse(
      array("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", [0, 0, 0x80, 0x3F]))
    #expect(one.extents == [] && one.bytes.elementsEqual([0, 0, 0x80, 0x3F]))
    let cube = try parse(
      array("{'descr': '|i1', 'fortran_order': True, 'shape': (2, 2, 2)}", Array(0..<8)))
    #expect(cube.integers() == [0, 4, 2, 6, 1, 5, 3, 7])
  }

  static let malformed: [(bytes: Data, word: String)] = {
    func header(_ text: String) -> Data { array(text, [0, 0, 0, 0]) }
    func type(_ name: String) -> Data {
      header("{'descr': \(name), 'fortran_order': False, 'shape': (1,)}")
    }
    func shape(_ text: String) -> Data {
      header("{'descr': '<f4', 'fortran_order': False, 'shape': \(text)}")
    }
    return [
      (type("'|O'"), "found Python objects"), (type("'<c8'"), "found complex numbers"),
      (type("'<U4'"), "found text"), (type("'|S4'"), "found byte strings"),
      (type("'<V2'"), "bfloat16, perhaps"), (type("'<M8[ns]'"), "found dates"),
      (type("'<f16'"), "type \"<f16\""), (type("'=f4'"), "type \"=f4\""),
      (type("'|f4'"), "type \"|f4\""), (type("''"), "type \"\""),
      (type("[('x', '<f4')]"), "found records"), (type("4"), "found records"),
      (shape("(2,)"), "needs 8 bytes, found 4"), (shape("()") + [0], "needs 4 bytes, found 5"),
      (shape("()") + shape("()"), "another array follows it in the file"),
      (shape("(-1,)"), "whole and not negative"), (shape("(1.0,)"), "expected a string, a number"),
      (shape("(1L,)"), "expected a string, a number"), (shape("1"), "shape to be a tuple"),
      (shape("(1)"), "shape to be a tuple"), (shape("[1]"), "shape to be a tuple"),
      (shape("(True,)"), "whole and not negative"),
      (shape("(9223372036854775807, 9)"), "needs too many bytes"),
      (shape("(9223372036854775807, 0)"), "needs too many bytes"),
      (shape("(9223372036854775808,)"), "expected a string, a number"),
      (shape("(" + String(repeating: "1,", count: 65) + ")"), "at most 64 numbers"),
      (shape("(((((((((1,),),),),),),),),)"), "nested too deeply"),
      (shape("(1,"), "expected a string, a number"), (shape("(1 1)"), "expected ',' or ')'"),
      (shape("__import__('os').system('x')"), "expected a string, a number"),
      (header("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}"), "True or False"),
      (header("{'descr': '<f4', 'shape': (1,)}"), "a dictionary of descr"),
      (header("{'descr': '<f4', 'descr': '<f4'}"), "the key \"descr\" occurs twice"),
      (
        header("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1}"),
        "a dictionary of descr"
      ),
      (header("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x"), "text after the value"),
      (header("{'descr"), "a string without an end"), (header(#"{'de\x73cr': 1}"#), "escapes"),
      (header("{descr: 1}"), "expected a key in quotes"), (header("{'a' 1}"), "expected ':'"),
      (header(""), "expected a string, a number"),
      (array(String(repeating: " ", count: 10_001)), "at most 10000 bytes"),
      (array("{}", version: 4), "version 1.0, 2.0 or 3.0"),
      (array("{}", version: 2).prefix(11), "at most 10000 bytes"),
      (array("{'descr': '<f4'").prefix(20), "is cut off"),
      (Data([0x93] + Array("NUMPX".utf8)), "expected it to begin with 93 NUMPY"),
    ]
  }()

  @Test("malformed arrays are refused with one sentence", arguments: malformed.indices)
  func parse_malformed_isRefused(_ index: Int) throws {
    let (bytes, word) = Self.malformed[index]
    let error = #expect(throws: NumPyFailure.self) { try parse(bytes) }
    let failure = try #require(error)
    #expect(failure.kind == .badData && failure.description.hasPrefix("m.npy: "))
    #expect(failure.description.contains(word), "\(failure)")
  }

  @Test("integers of every type and sign; none of other types, none beyond 64 bits with a sign")
  func integers_everyType_areExact() {
    let bytes = Data([0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
    let expected: [(StoredType, [Int]?)] = [
      (.int64, [-2]), (.int32, [-2, -1]), (.int16, [-2, -1, -1, -1]),
      (.int8, [-2, -1, -1, -1, -1, -1, -1, -1]), (.uint64, nil),
      (.uint32, [4_294_967_294, 4_294_967_295]),
      (.uint16, [65534, 65535, 65535, 65535]),
      (.uint8, [254, 255, 255, 255, 255, 255, 255, 255]), (.float64, nil), (.bool, nil),
    ]
    for (type, integers) in expected {
      let tensor = StoredTensor(
        name: "a", type: type, extents: [bytes.count / type.size], bytes: bytes)
      #expect(tensor.integers() == integers, "\(type)")
    }
  }
}
