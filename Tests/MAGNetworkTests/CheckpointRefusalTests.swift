import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Checkpoints that are refused") struct CheckpointRefusalTests {
  private func tensor(_ name: String, _ extents: [Int], _ value: Float = 1) -> StoredTensor {
    StoredTensor(
      name: name, extents: extents,
      values: [Float](repeating: value, count: extents.reduce(1, *)))
  }

  /// The sentence with which a set of tensors is refused, and that it is bad data.
  private func refusal(
    _ tensors: [StoredTensor], _ metadata: CheckpointMetadata = [:]
  ) throws -> String {
    let error = #expect(throws: CheckpointFailure.self) {
      try Checkpoint.interpret(
        SafetensorsFile(tensors: tensors, metadata: metadata), path: "m.safetensors")
    }
    let failure = try #require(error)
    #expect(failure.kind == .badData)
    #expect(failure.description.hasPrefix("m.safetensors: "))
    return failure.description
  }

  @Test("nothing that looks like dense layers")
  func load_otherTensors_isRefused() throws {
    #expect(try refusal([]).contains("found no tensor"))
    #expect(try refusal([tensor("gamma", [2, 2])]).contains("a tensor gamma"))
    #expect(try refusal([tensor("conv.weight", [2, 2, 1, 1])]).contains("conv.weight"))
    #expect(try refusal([tensor("0.bias", [2])]).contains("biases alone"))
    #expect(
      try refusal([tensor("0.weight", [2, 2]), tensor("00.weight", [2, 2])]).contains("00.weight"))
    #expect(try refusal([tensor("-1.weight", [2, 2])]).contains("-1.weight"))
    #expect(
      try refusal([tensor("0.weight", [2, 2]), tensor("1.running_mean", [2])])
        .contains("1.running_mean"))
    #expect(
      try refusal([tensor("a.0.weight", [2, 2]), tensor("b.1.weight", [2, 2])])
        .contains("b.1.weight"))
    #expect(
      try refusal([tensor("0.weight", [2, 2]), tensor("2.bias", [2])])
        .contains("2.bias without a weight"))
  }

  @Test("names that a terminal would obey are written out")
  func load_controlCharacters_arePrintable() throws {
    #expect(
      try refusal([tensor("a\u{1B}[2J\nm: all is well", [2, 2])])
        .contains("found a tensor a\\u{1b}[2J\\u{a}m: all is well among"))
    let error = #expect(throws: CheckpointFailure.self) {
      try CheckpointFormat.parse(container(#"{"w":{"shape\u0000":[]}}"#), path: "m")
    }
    #expect(error?.description.contains("an unexpected field shape\\u{0})") == true)
  }

  @Test("shapes that do not chain, with the tensor's name and both extents")
  func load_wrongShapes_isRefused() throws {
    let first = tensor("0.weight", [3, 4])
    let chain = try refusal([first, tensor("2.weight", [2, 5])])
    #expect(
      chain.contains("2.weight") && chain.contains("[outputs, 3]") && chain.contains("[2, 5]"))
    #expect(try refusal([tensor("0.weight", [3])]).contains("[outputs, inputs]"))
    #expect(try refusal([tensor("0.weight", [3, 4, 1, 1])]).contains("[3, 4, 1, 1]"))
    #expect(try refusal([tensor("0.weight", [0, 4])]).contains("[0, 4]"))
    let bias = try refusal([first, tensor("0.bias", [5])])
    #expect(bias.contains("0.bias") && bias.contains("[3], found [5]"))
    #expect(try refusal([first, tensor("0.bias", [3, 2])]).contains("[3, 2]"))
    let transposed = try refusal([first, tensor("0.bias", [4])], ["format": "pt"])
    #expect(transposed.contains("[3], found [4]"))
  }

  @Test("one logit is no classifier")
  func load_oneClass_isRefused() throws {
    #expect(try refusal([tensor("0.weight", [1, 4])]).contains("1 logit"))
  }

  @Test("integer weights")
  func load_integers_isRefused() throws {
    let weight = StoredTensor(
      name: "0.weight", type: .int8, extents: [2, 2], bytes: Data([1, 2, 3, 4]))
    #expect(try refusal([weight]).contains("found I8"))
  }

  @Test("NaN, infinities, and numbers that float32 cannot hold, with their place")
  func load_notFinite_isRefused() throws {
    let nan = StoredTensor(name: "0.weight", extents: [2, 2], values: [1, 2, .nan, 4] as [Float])
    #expect(try refusal([nan]).contains("0.weight: element 2 is nan"))
    let bias = StoredTensor(name: "0.bias", extents: [2], values: [1, -.infinity] as [Float])
    #expect(try refusal([tensor("0.weight", [2, 2]), bias]).contains("0.bias: element 1 is -inf"))
    let large = StoredTensor(name: "0.weight", extents: [2, 1], values: [1e300, 1] as [Double])
    #expect(try refusal([large]).contains("element 0 is 1e+300"))
  }

  @Test("own metadata that contradict the tensors or cannot be understood")
  func load_badMetadata_isRefused() throws {
    let tensors = [tensor("0.weight", [3, 4]), tensor("2.weight", [2, 3])]
    #expect(
      try refusal(tensors, ["format": "mag.checkpoint/1", "architecture": "4-5-2 relu"])
        .contains("the tensors' widths 4-3-2, found '4-5-2 relu'"))
    #expect(
      try refusal(tensors, ["format": "mag.checkpoint/1", "architecture": "a cat"])
        .contains("found 'a cat'"))
    #expect(
      try refusal(tensors, ["format": "mag.checkpoint/9"]).contains("found mag.checkpoint/9"))
  }

  @Test(
    "files of other kinds are named",
    arguments: [
      ([0x50, 0x4B, 0x05, 0x06], "empty zip archive"),
      ([0x1F, 0x8B, 8], "gzip"),
      ([], "empty file"),
      (Array("<!DOCTYPE html>".utf8), "15 bytes that begin like none"),
    ] as [([UInt8], String)])
  func load_otherFormats_areNamed(_ bytes: [UInt8], _ word: String) throws {
    try withTemporaryFile { url in
      try Data(bytes).write(to: url)
      let error = #expect(throws: CheckpointFailure.self) { try Checkpoint.load(url) }
      #expect(error?.description.contains(word) == true)
      #expect(error?.description.contains("safetensors.torch.save_file") == true)
    }
  }

  @Test("Keras's HDF5 files, alone or in its archive, are refused with the way through ONNX")
  func load_hdf5_namesONNX() throws {
    let name = Array("model.weights.h5".utf8)
    func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    let entry = [0x50, 0x4B, 3, 4, 20, 0] + zeros(20) + [UInt8(name.count), 0, 0, 0] + name
    let listed =
      [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + zeros(20) + [UInt8(name.count), 0] + zeros(16) + name
    let end =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(listed.count), 0, 0, 0]
      + [UInt8(entry.count)] + zeros(5)
    let archive = Data(entry + listed + end)
    for bytes in [Data([0x89, 0x48, 0x44, 0x46, 0x0D]), archive] {
      let error = #expect(throws: CheckpointFailure.self) {
        try CheckpointFormat.parse(bytes, path: "m.keras")
      }
      #expect(error == .hdf5(path: "m.keras"))
      #expect(error?.description.contains("format=\"onnx\"") == true)
    }
  }

  @Test(
    "files cut off after their first bytes are named by their format",
    arguments: [
      ([0x50, 0x4B, 0x03, 0x04, 0, 0, 0, 0, 0], "zip archive"),
      ([0x80, 0x02, 0x8A, 0x0A], "pickle"),
      ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0], "NumPy"),
      (Array("// x".utf8), "NNet"),
    ] as [([UInt8], String)])
  func load_cutOff_namesFormat(_ bytes: [UInt8], _ word: String) throws {
    let error = #expect(throws: CheckpointFailure.self) {
      try CheckpointFormat.parse(Data(bytes), path: "m")
    }
    #expect(error?.description.contains(word) == true && error?.kind == .badData)
  }

  @Test("a missing file, a folder, an unwritable place")
  func file_wrongPlace_isRefused() throws {
    let missing = URL(fileURLWithPath: "/no/such/model.safetensors")
    #expect(throws: CheckpointFailure.file(.missing(path: missing.relativePath))) {
      try Checkpoint.load(missing)
    }
    try withTemporaryFile { url in
      let folder = url.deletingLastPathComponent()
      #expect(throws: CheckpointFailure.file(.isFolder(path: folder.relativePath))) {
        try Checkpoint.load(folder)
      }
    }
    let error = #expect(throws: CheckpointFailure.self) {
      try Checkpoint.write(network([2, 2]), metadata: [:], to: missing)
    }
    #expect(error?.kind == .cannotWrite)
  }

  @Test("a network without words for it is not written")
  func write_unknownLayers_isRefused() throws {
    let network = try Network<Float>(
      layers: [Activation(.relu, count: 2), Dense(inputCount: 2, outputCount: 2)],
      parameters: [1, 2, 3, 4, 5, 6])
    try withTemporaryFile { url in
      let error = #expect(throws: CheckpointFailure.self) {
        try Checkpoint.write(network, metadata: [:], to: url)
      }
      #expect(error?.kind == .cannotWrite && error?.description.contains("dense layers") == true)
      #expect(!FileManager.default.fileExists(atPath: url.path))
    }
  }
}
