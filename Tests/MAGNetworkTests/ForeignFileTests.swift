import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

/// Files that PyTorch, NumPy and scikit-learn wrote, held against their logits.
@Suite("Files of other programs") struct ForeignFileTests {
  /// float32 weights; a few dozen products. bfloat16 and float64 values are rounded once more.
  private static let tolerance = 1e-6

  @Test(
    "give the logits of the program that wrote them",
    arguments: [
      "state.pt", "legacy.pt", "protocol4.pt", "nested.pt", "views.pt", "bfloat16.pt",
      "arrays.npz", "named.npz", "sklearn.npz",
    ])
  func load_fixture_agrees(_ name: String) throws {
    let recorded = try JSONDecoder().decode(
      CheckpointTests.Logits.self, from: Data(contentsOf: fixtureURL("foreign.json")))
    let expected = try #require(recorded.logits[name]).flatMap { $0 }
    let checkpoint = try Checkpoint.load(fixtureURL(name))
    let images = Matrix<Float>(
      rows: 5, columns: 6, storage: recorded.images.flatMap { $0 }.map { Float($0) })
    let logits = checkpoint.network.logits(images).storage.map { Double($0) }
    #expect(relativeError(logits, expected) < Self.tolerance)
  }

  @Test(
    "say what was assumed of them",
    arguments: [
      ("state.pt", ["activations", "trained on"]),
      ("nested.pt", ["under model_state_dict", "activations", "trained on"]),
      ("arrays.npz", ["[inputs, outputs]: their widths", "activations", "F64", "trained on"]),
      ("named.npz", ["fc2.weight could be transposed", "activations", "trained on"]),
      ("sklearn.npz", ["activations", "F64", "trained on"]),
    ])
  func load_fixture_saysAssumptions(_ name: String, _ words: [String]) throws {
    let assumptions = try Checkpoint.load(fixtureURL(name)).assumptions
    #expect(assumptions.count == words.count, "\(assumptions)")
    for (sentence, word) in zip(assumptions, words) {
      #expect(sentence.contains(word) && sentence.hasSuffix("."), "\(sentence)")
    }
  }

  @Test("a training program's numbers beside the weights are metadata")
  func load_nested_keepsFacts() throws {
    let metadata = try Checkpoint.load(fixtureURL("nested.pt")).metadata
    #expect(metadata == ["epoch": "3", "lr": "0.1", "note": "café"])
  }

  @Test("a pickled module is refused with what to do instead")
  func load_module_isRefused() throws {
    let error = #expect(throws: CheckpointFailure.self) {
      try Checkpoint.load(fixtureURL("module.pt"))
    }
    let sentence = try #require(error).description
    #expect(sentence.contains("torch.nn.modules.container.Sequential at byte 2"), "\(sentence)")
    #expect(sentence.contains("save the model's state_dict() with torch.save"))
  }

  @Test("summaries name the format")
  func summary_fixture_namesFormat() throws {
    #expect(try CheckpointSummary.read(fixtureURL("views.pt")).summary.format == .pyTorch)
    #expect(try CheckpointSummary.read(fixtureURL("legacy.pt")).summary.format == .pyTorch)
    #expect(try CheckpointSummary.read(fixtureURL("named.npz")).summary.format == .numPy)
    let file = try CheckpointSummary.read(fixtureURL("sequential_f32.safetensors")).summary
    #expect(file.format == .safetensors)
  }

  @Test(
    "single arrays of every type and order",
    arguments: [
      ("grid_f2_big.npy", StoredType.float16, [2, 3], [0, 1, 2, 3, 4, 5]),
      ("grid_i4_fortran.npy", .int32, [2, 3], [0, 1, 2, 3, 4, 5]),
      ("grid_bool.npy", .bool, [2, 3], [0, 0, 0, 1, 1, 1]),
      ("scalar_f8.npy", .float64, [], [0.5]),
    ] as [(String, StoredType, [Int], [Double])])
  func load_array_isRead(
    _ name: String, _ type: StoredType, _ extents: [Int], _ values: [Double]
  ) throws {
    let tensors = try CheckpointFormat.read(fixtureURL(name)).container.tensors
    #expect(tensors.map(\.name) == ["array"] && tensors[0].type == type)
    #expect(tensors[0].extents == extents && tensors[0].values() == values)
  }

  @Test("an array of Python objects is refused by name")
  func load_objects_isRefused() throws {
    let error = #expect(throws: CheckpointFailure.self) {
      try CheckpointFormat.read(fixtureURL("objects.npy"))
    }
    #expect(try #require(error).description.contains("found Python objects"))
  }

  @Test(
    "every byte changed or missing is refused or read, never a trap",
    arguments: ["state.pt", "legacy.pt", "views.pt", "arrays.npz", "named.npz", "grid_f2_big.npy"])
  func parse_damagedFixture_neverTraps(_ name: String) throws {
    let whole = try Data(contentsOf: fixtureURL(name))
    var refused = 0
    for index in whole.indices {
      for mask: UInt8 in [0x01, 0x80] {
        var changed = whole
        changed[index] ^= mask
        do throws(CheckpointFailure) {
          _ = try CheckpointFormat.parse(changed, path: name)
        } catch {
          refused += 1
          #expect(error.kind == .badData && error.description.hasPrefix("\(name): "))
        }
      }
      #expect(throws: CheckpointFailure.self) {
        try CheckpointFormat.parse(whole.prefix(index), path: name)
      }
    }
    // In archives the CRC guards every byte of a file; .npy and the older form guard structure only.
    #expect(refused > 100)
  }

  @Test("an archive with a file that is no array")
  func archive_otherFile_isRefused() throws {
    let bytes = try Data(contentsOf: fixtureURL("arrays.npz"))
    let name = Data("W2.npy".utf8)
    var changed = bytes
    while let range = changed.firstRange(of: name) {
      changed.replaceSubrange(range, with: Data("W2.txt".utf8))
    }
    let error = #expect(throws: CheckpointFailure.self) {
      try CheckpointFormat.parse(changed, path: "m.npz")
    }
    #expect(try #require(error).description.contains("that also holds W2.txt"))
  }
}
