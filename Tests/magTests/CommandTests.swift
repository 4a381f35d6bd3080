import Foundation
import MAG
import Testing

@testable import mag

@Suite("The program at work") struct CommandTests {
  /// A JSON document as dictionaries.
  private func json(_ data: Data) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func entry(_ document: [String: Any]) throws -> [String: Any] {
    try #require((document["checkpoints"] as? [[String: Any]])?.first)
  }

  @Test("with --json - standard output is one JSON document and no figure is written")
  func align_jsonToOutput_isAlone() throws {
    try Workplace.use { place in
      try place.checkpoint()
      let outcome = try place.run([
        "align", "model.safetensors", "--data", "sample", "--json", "-", "--quiet",
      ])
      #expect(outcome.code == 0 && outcome.errors.isEmpty)
      #expect(outcome.output.hasPrefix("{\n  \"schema\": \"mag.alignment/1\",\n  \"tool\": "))
      let document = try json(Data(outcome.output.utf8))
      let result = try entry(document)
      #expect(result["path"] as? String == "model.safetensors")
      #expect(result["inputs"] as? String == "projected")
      let cosine = (result["alignment"] as? [String: [String: Any]])?["cosine"]
      #expect((cosine?["values"] as? [Any])?.count == 2000)
      #expect((document["configuration"] as? [String: Any])?["components"] as? Int == 28)
      #expect(try place.names() == ["model.safetensors"])
      #expect(!outcome.output.contains(place.folder.path))
    }
  }

  @Test("with --out the figure and its data are written, and their names printed")
  func align_out_writesFigure() throws {
    try Workplace.use { place in
      try place.checkpoint()
      try FileManager.default.createDirectory(
        at: place.folder.appendingPathComponent("new"), withIntermediateDirectories: true)
      let outcome = try place.run([
        "align", "model.safetensors", "--data", "sample", "--out", "new/one", "--format", "svg,png",
      ])
      #expect(outcome.code == 0)
      #expect(outcome.output.contains("Wrote new/one.svg, new/one.png, new/one.json, new/one.csv"))
      let folder = Workplace(folder: place.folder.appendingPathComponent("new"))
      #expect(try folder.names() == ["one.csv", "one.json", "one.png", "one.svg"])
      #expect(outcome.errors.contains("Embedded sample"))
      let data = try Data(contentsOf: folder.folder.appendingPathComponent("one.json"))
      #expect((try json(data)["notice"] as? String)?.contains("Embedded sample") == true)
    }
  }

  @Test("without --out and --json the figure is written beside the reader")
  func transform_default_writesFigure4() throws {
    try Workplace.use { place in
      try place.checkpoint()
      let outcome = try place.run([
        "transform", "model.safetensors", "--data", "sample", "--index", "1", "--to", "3",
        "--steps", "3", "--format", "png",
      ])
      #expect(outcome.code == 0)
      #expect(
        try place.names() == ["figure-4.csv", "figure-4.json", "figure-4.png", "model.safetensors"])
    }
  }

  @Test("crossings of pairs, a pairs file, random pairs and pictures follow the contract")
  func crossings_sources_areMeasured() throws {
    try Workplace.use { place in
      try place.checkpoint()
      try place.write("7:2\n15 3\n", to: "pairs.txt")
      try place.picture("a.png", side: 28, value: 220)
      try place.picture("b.png", side: 28, value: 90)
      var lists: [[[String: Any]]] = []
      for source in [
        "--pairs 7:2,15:3", "--pairs-file pairs.txt", "--random 2 --seed 9",
        "--images a.png b.png",
      ] {
        let outcome = try place.run(
          ["crossings", "model.safetensors", "--data", "sample", "--json", "-"]
            + source.split(separator: " ").map(String.init))
        #expect(outcome.code == 0, "\(outcome.errors)")
        let pairs = try entry(json(Data(outcome.output.utf8)))["pairs"]
        lists.append(try #require(pairs as? [[String: Any]]))
      }
      #expect(lists.map(\.count) == [2, 2, 2, 1])
      #expect((lists[0] as NSArray).isEqual(to: lists[1]))
      #expect((lists[0][0]["from"] as? [String: Any])?["index"] as? Int == 7)
      #expect(lists[0][0]["method"] as? String == "exact")
      #expect((lists[3][0]["to"] as? [String: Any])?["path"] as? String == "b.png")
    }
  }

  @Test("robustness of chosen images lists the broken, whatever the number of threads")
  func robustness_threads_giveSameBytes() throws {
    try Workplace.use { place in
      try place.checkpoint()
      let outputs = try ["1", "2"].map { threads in
        try place.run([
          "robustness", "model.safetensors", "--data", "sample", "--indices", "3,17,4", "--steps",
          "5", "--epsilons", "0,0.1", "--start", "uniform", "--json", "-", "--threads", threads,
        ]).output
      }
      #expect(outputs[0] == outputs[1])
      let result = try entry(json(Data(outputs[0].utf8)))
      let curves = try #require(result["curves"] as? [[String: Any]])
      #expect(curves.map { $0["attack"] as? String } == ["fgsm", "fgsm", "pgd", "pgd"])
      #expect(curves.allSatisfy { $0["count"] as? Int == 3 && $0["broken"] is [Int] })
      let configuration = try json(Data(outputs[0].utf8))["configuration"] as? [String: Any]
      #expect(configuration?["box"] as? String == "none")
      #expect(configuration?["start"] as? String == "uniform")
    }
  }

  @Test("a checkpoint that says nothing is raw, attacked in [0, 1], and said to be assumed so")
  func robustness_rawCheckpoint_getsUnitBox() throws {
    try Workplace.use { place in
      try place.checkpoint(inputs: nil)
      let common = ["--data", "sample", "--indices", "3", "--attacks", "fgsm", "--json", "-"]
      let silent = try entry(
        json(Data(try place.run(["robustness", "model.safetensors"] + common).output.utf8)))
      #expect(silent["inputs"] as? String == "raw")
      #expect((silent["attacks"] as? [[String: Any]])?.first?["box"] as? String == "unit")
      let assumed = try #require(silent["assumptions"] as? [String])
      #expect(assumed.contains { $0.contains("trained on") })
      let told = try entry(
        json(
          Data(
            try place.run(
              ["robustness", "model.safetensors", "--inputs", "raw", "--box", "none"] + common
            ).output.utf8)))
      #expect((told["attacks"] as? [[String: Any]])?.first?["box"] as? String == "none")
      #expect(told["assumptions"] as? [String] == [])
    }
  }

  @Test("inspect shows layers and clean accuracy, or says how to get it")
  func inspect_checkpoint_isDescribed() throws {
    try Workplace.use { place in
      try place.checkpoint()
      let outcome = try place.run([
        "inspect", "model.safetensors", "--data", "sample", "--json", "-",
      ])
      let result = try entry(json(Data(outcome.output.utf8)))
      #expect(result["input_dimension"] as? Int == 784 && result["class_count"] as? Int == 10)
      #expect(result["parameters"] as? Int == 784 * 12 + 12 + 120 + 10)
      #expect((result["layers"] as? [Any])?.count == 3)
      let correct = try #require(result["clean_correct"] as? Int)
      #expect(result["clean_count"] as? Int == 2000)
      #expect(result["clean_accuracy"] as? Double == Double(correct) / 2000)
      let without = try place.run(["inspect", "model.safetensors"])
      #expect(without.code == 0)
      #expect(without.output.contains("mag data fetch"))
    }
  }

  @Test("data info says what is there, and fetch takes files from a folder only if they are MNIST")
  func data_sample_isDescribed() throws {
    try Workplace.use { place in
      let outcome = try place.run(["data", "info", "--data", "sample", "--json", "-"])
      let document = try json(Data(outcome.output.utf8))
      #expect(document["schema"] as? String == "mag.data-info/1")
      #expect(document["full_is_cached"] as? Bool == false)
      #expect((document["train"] as? [String: Any])?["count"] as? Int == 10000)
      #expect((document["eigenvalues"] as? [Double])?.count == 28)
      let missing = try place.run(["data", "info"])
      #expect(missing.code == 0 && missing.output.contains("run 'mag data fetch'"))
    }
  }
}
