import Foundation
import MAGFiles
import Testing

@testable import MAGNetwork

/// A file's bytes from a header's text and the number of data bytes after it.
func container(_ header: String, dataBytes: Int = 0) -> Data {
  var bytes = Data()
  withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { bytes.append(contentsOf: $0) }
  return bytes + Data(header.utf8) + Data(repeating: 0, count: dataBytes)
}

@Suite("Safetensors files") struct SafetensorsTests {
  @Test("the bytes of a small file, exactly")
  func encoded_smallFile_isSnapshot() {
    let file = SafetensorsFile(
      tensors: [
        StoredTensor(name: "b", extents: [2], values: [1, -2] as [Float]),
        StoredTensor(name: "a", extents: [], values: [0.5] as [Double]),
      ], metadata: ["z": "1", "a": "quote \" and \\ and \n"])
    let header =
      #"{"__metadata__":{"z":"1","a":"quote \" and \\ and \u000a"},"#
      + #""b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
      + #""a":{"dtype":"F64","shape":[],"data_offsets":[8,16]}}"#
    let padding = String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let data: [UInt8] = [
      0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0xE0, 0x3F,
    ]
    #expect(file.encoded() == container(header + padding) + Data(data))
    #expect((file.encoded().count - 16) % 8 == 0)
  }

  @Test("a file reads back as it was written, from the disk too")
  func file_writtenAndRead_isUnchanged() throws {
    let file = SafetensorsFile(
      tensors: [
        StoredTensor(name: "x.0", extents: [2, 3], values: [1, 2, 3, 4, 5, .nan] as [Float]),
        StoredTensor(name: "empty", extents: [0, 7], values: [] as [Double]),
        StoredTensor(name: "é😀", type: .int8, extents: [3], bytes: Data([0, 127, 255])),
      ], metadata: ["k": "v é😀", "": "empty key"])
    #expect(try SafetensorsFile(parsing: file.encoded(), path: "x") == file)
    try withTemporaryFile { url in
      try file.write(to: url)
      #expect(try SafetensorsFile(contentsOf: url) == file)
    }
    let none = SafetensorsFile(tensors: [])
    #expect(try SafetensorsFile(parsing: none.encoded(), path: "x") == none)
  }

  @Test("escapes, spaces and the fields' order do not matter")
  func parse_foreignHeader_isRead() throws {
    let header =
      #" { "\u00e9\ud83d\ude00\/\t" : { "data_offsets" : [ 0 , 2 ] , "shape":[1], "dtype":"U16" } } "#
    let file = try SafetensorsFile(parsing: container(header, dataBytes: 2), path: "x")
    #expect(file.tensors.map(\.name) == ["é😀/\t"])
    #expect(file.metadata.entries.isEmpty)
  }

  @Test("tensors may lie in another order than the header names them")
  func parse_otherOrder_readsRightBytes() throws {
    var bytes = container(
      #"{"b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]},"#
        + #""a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#)
    bytes += [1, 2, 3]
    let file = try SafetensorsFile(parsing: bytes, path: "x")
    #expect(file.tensor(named: "b")?.values(as: Float.self) == [3])
    #expect(file.tensor(named: "a")?.values(as: Float.self) == [1, 2])
    #expect(file.tensor(named: "c") == nil)
  }

  @Test("every type is decoded")
  func values_everyType_areDecoded() {
    func values(_ type: StoredType, _ bytes: [UInt8]) -> [Double] {
      StoredTensor(
        name: "x", type: type, extents: [bytes.count / type.size], bytes: Data(bytes)
      ).values()
    }
    #expect(values(.float16, [0x00, 0x3C, 0x01, 0x00, 0x00, 0xFC]) == [1, 0x1p-24, -.infinity])
    #expect(values(.bfloat16, [0x80, 0x3F, 0x49, 0xC0]) == [1, -3.140625])
    #expect(values(.float32, [0xDB, 0x0F, 0x49, 0x40]) == [3.1415927410125732])
    #expect(values(.float64, [0x18, 0x2D, 0x44, 0x54, 0xFB, 0x21, 0x09, 0x40]) == [Double.pi])
    #expect(values(.int64, [UInt8](repeating: 255, count: 8)) == [-1])
    #expect(values(.uint64, [UInt8](repeating: 255, count: 8)) == [0x1p64])
    #expect(values(.int32, [254, 255, 255, 255]) == [-2])
    #expect(values(.uint32, [254, 255, 255, 255]) == [4_294_967_294])
    #expect(values(.int16, [0, 128]) == [-32768])
    #expect(values(.uint16, [0, 128]) == [32768])
    #expect(values(.int8, [128, 127]) == [-128, 127])
    #expect(values(.uint8, [128]) == [128])
    #expect(values(.bool, [0, 1]) == [0, 1])
  }

  /// Headers with something wrong, how many data bytes follow, and a word of the sentence.
  static let damaged: [(header: String, dataBytes: Int, word: String)] = [
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#, 4, "expected '}'"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x"#, 4, "closing brace"),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4, "needs dtype"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "two data_offsets"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4, "unexpected field x"),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4, "dtype"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "whole number"),
    (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4, "expected ']'"),
    (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, 4, "whole number"),
    (#"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#, 4, "2^63"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{}}"#, 4, "a occurs twice"),
    (#"{"__metadata__":{"k":"1","k":"2"}}"#, 0, "metadata k occurs twice"),
    (#"{"__metadata__":{"k":1}}"#, 0, "expected '\"'"),
    (#"{"a"#, 0, "without an end"),
    (#"{"a\x":{}}"#, 0, "escape"),
    (#"{"\ud800":{}}"#, 0, "surrogate"),
    (#"{"\u12g4":{}}"#, 0, "hexadecimal"),
    ("{\"a\u{1}\":{}}", 0, "control character"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "needs 8 bytes, found 4"),
    (#"{"a":{"dtype":"F12","shape":[1],"data_offsets":[0,4]}}"#, 4, "found F12"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3, "only 3 bytes"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 5, "the tensors take 4 bytes"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "do not follow"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "do not follow"),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}"#, 6, "do not follow"
    ),
    (
      #"{"a":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, 8,
      "too large"
    ),
  ]

  @Test(
    "a damaged header is refused with a sentence that names the file", arguments: damaged.indices)
  func parse_damagedHeader_isRefused(_ index: Int) throws {
    let (header, dataBytes, word) = Self.damaged[index]
    let error = #expect(throws: CheckpointFailure.self) {
      try SafetensorsFile(parsing: container(header, dataBytes: dataBytes), path: "m.safetensors")
    }
    let sentence = try #require(error).description
    #expect(sentence.hasPrefix("m.safetensors: ") && sentence.contains(word), "\(sentence)")
    #expect(error?.kind == .badData)
  }

  @Test("a header length beyond the file or the ceiling is refused before anything is read")
  func parse_headerLength_isChecked() {
    for length: UInt64 in [9, 100_000_001, .max] {
      var bytes = Data()
      withUnsafeBytes(of: length.littleEndian) { bytes.append(contentsOf: $0) }
      bytes += Data(#"{"a":{}}"#.utf8)
      #expect(throws: CheckpointFailure.self) { try SafetensorsFile(parsing: bytes, path: "x") }
    }
    #expect(throws: CheckpointFailure.notSafetensors(path: "x", found: "3 bytes")) {
      try SafetensorsFile(parsing: Data([1, 2, 3]), path: "x")
    }
  }

  @Test("a header that is not UTF-8 is refused")
  func parse_invalidUTF8_isRefused() {
    var bytes = container(#"{"a":"#)
    bytes[10] = 0xFF
    #expect(throws: CheckpointFailure.self) { try SafetensorsFile(parsing: bytes, path: "x") }
  }

  @Test("a file cut off anywhere is refused")
  func parse_cutOff_isRefused() {
    let whole = SafetensorsFile(
      tensors: [StoredTensor(name: "a", extents: [3], values: [1, 2, 3] as [Float])],
      metadata: ["k": "v"]
    ).encoded()
    for count in 0..<whole.count {
      #expect(throws: CheckpointFailure.self) {
        try SafetensorsFile(parsing: whole.prefix(count), path: "x")
      }
    }
  }

  @Test("an unwritable place is a failure of writing, a missing file one of input")
  func file_wrongPlace_isRefused() {
    let url = URL(fileURLWithPath: "/no/such/folder/m.safetensors")
    let writing = #expect(throws: CheckpointFailure.self) {
      try SafetensorsFile(tensors: []).write(to: url)
    }
    #expect(writing?.kind == .cannotWrite)
    let reading = #expect(throws: CheckpointFailure.self) { try SafetensorsFile(contentsOf: url) }
    #expect(reading?.kind == .noInput)
  }
}
