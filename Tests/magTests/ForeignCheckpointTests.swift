import Foundation
import MAG
import Testing

@Suite("Checkpoints of other programs, from the command line") struct ForeignCheckpointTests {
  /// The toy network as NNet text, for pixels times 255 with a normalisation that undoes the 255.
  private static let nnet = """
    // toy
    1,4,2,4,
    4,2,
    0,
    0,0,0,0,
    255,255,255,255,
    0,0,0,0,0,
    255,255,255,255,1,
    1.5,0,2,0,
    -1.5,0,-2,0,
    -0.75,
    0.75,
    """

  @Test("inspect names the format and what was assumed; the preprocessing options apply")
  func inspect_nnet_isDescribed() throws {
    try Workplace.use { place in
      try place.toy()
      try place.write(Self.nnet, to: "toy.nnet")
      let outcome = try place.runToy("inspect toy.nnet --input-scale 255 --json found.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("format        nnet"))
      let found = try place.document("found.json")["checkpoints"][0]
      #expect(found["format"].value as? String == "nnet")
      #expect(found["clean_correct"].value as? Int == 5)
      let assumptions = try #require(found["assumptions"].value as? [String])
      #expect(assumptions.contains { $0.contains("normalisation of the inputs") })
    }
  }

  @Test(
    "the measuring commands take it like a checkpoint of our own",
    arguments: ["align", "crossings --pairs 0:1", "robustness --epsilons 0,0.1 --steps 2"])
  func command_nnet_runs(_ line: String) throws {
    try Workplace.use { place in
      try place.toy()
      try place.write(Self.nnet, to: "toy.nnet")
      let words = line.split(separator: " ", maxSplits: 1).map(String.init)
      let options = words.dropFirst().joined(separator: " ")
      let outcome = try place.runToy(
        "\(words[0]) toy.nnet --input-scale 255 \(options) --json found.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let path = try place.document("found.json")["checkpoints"][0]["path"].value as? String
      #expect(path == "toy.nnet")
    }
  }

  @Test(
    "a file that is refused ends with one sentence and code 65",
    arguments: [
      ("code.pt", Data([0x80, 2]) + Data("cos\nsystem\n.".utf8), "name os.system at byte 2"),
      ("cut.npz", Data([0x50, 0x4B, 3, 4, 0, 0]), "expected a zip archive"),
      ("cut.npy", Data([0x93]) + Data("NUMPY".utf8), "version 1.0, 2.0 or 3.0"),
      ("cut.nnet", Data("// nothing else\n".utf8), "the file ends before layers"),
      ("model.h5", Data([0x89]) + Data("HDF\r\n".utf8), "is HDF5 (Keras), which is not read"),
    ])
  func inspect_refused_endsWithSentence(_ name: String, _ bytes: Data, _ word: String) throws {
    try Workplace.use { place in
      try place.toy()
      try bytes.write(to: place.folder.appendingPathComponent(name))
      let outcome = try place.runToy("inspect \(name)")
      #expect(outcome.code == 65 && outcome.output.isEmpty)
      #expect(outcome.errors.contains(word), "\(outcome.errors)")
      #expect(outcome.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1)
    }
  }
}
