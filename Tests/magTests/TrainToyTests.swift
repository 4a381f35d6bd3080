import Foundation
import MAG
import Testing

@Suite("mag train on eight images") struct TrainToyTests {
  private func train(
    _ place: Workplace, _ options: String = "", objective: String = "manifold"
  ) throws -> Workplace.Outcome {
    try place.toy()
    return try place.runToy(
      "train \(objective) --out m.safetensors --sizes 4,6,10 --batch-size 3 --epochs 3 \(options)")
  }

  @Test("the checkpoint says how it was made, and the log has a line for each epoch")
  func train_files_sayHow() throws {
    try Workplace.use { place in
      let outcome = try train(place, "--alpha 0.25 --seed 7 --json t.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(
        try place.names() == ["m.log.jsonl", "m.safetensors", "t.json", "toy", "toy.safetensors"])
      let checkpoint = try Checkpoint.load(place.folder.appendingPathComponent("m.safetensors"))
      #expect(checkpoint.metadata[.inputs] == "projected" && checkpoint.assumptions.isEmpty)
      #expect(checkpoint.network.parameters.count == 4 * 6 + 6 + 6 * 10 + 10)
      let document = try place.document("t.json")
      #expect(document["schema"].text == "mag.train/1")
      #expect(document["configuration"]["objective"].text == "manifold")
      #expect(document["configuration"]["manifold_weight"].double == 0.25)
      #expect(document["configuration"]["seed"].int == 7)
      #expect(document["data"]["split"].text == "train" && document["data"]["count"].int == 8)
      #expect(document["manifold"]["components"].int == 2)
      let digest = FileDigest.sha256(try place.contents("m.safetensors"))
      #expect(document.entry["sha256"].text == digest)
      #expect(outcome.output == "Wrote m.safetensors (SHA-256 \(digest))\n")
    }
  }

  @Test("what is said of an epoch is what its line of the log holds")
  func train_epochs_areSaidAsLogged() throws {
    try Workplace.use { place in
      let outcome = try train(place, "--validation 2")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let said = outcome.errors.split(separator: "\n").filter { $0.contains(" done, loss ") }
      let log = String(decoding: try place.contents("m.log.jsonl"), as: UTF8.self)
        .split(separator: "\n").map { JSONValue(text: String($0)) }
      #expect(said.count == 3 && log.count == 3)
      for (index, (line, entry)) in zip(said, log).enumerated() {
        func fixed(_ key: String) -> String { String(format: "%.4f", entry[key].double ?? -1) }
        #expect(entry["epoch"].int == index + 1)
        #expect(line.hasPrefix("manifold: epoch \(index + 1) done, loss \(fixed("loss"))"))
        #expect(line.contains("accuracy \(fixed("training_accuracy"))"))
        #expect(line.contains("alignment \(fixed("alignment"))"))
        #expect(line.contains("validation \(fixed("validation_accuracy"))"))
      }
    }
  }

  @Test("the same command again finds its run finished and touches nothing")
  func train_again_isFinished() throws {
    try Workplace.use { place in
      #expect(try train(place).code == 0)
      let bytes = try ["m.safetensors", "m.log.jsonl"].map { try place.contents($0) }
      let again = try train(place)
      #expect(again.code == 0 && again.errors.contains("finished before"))
      #expect(!again.errors.contains("epoch 1 done"))
      #expect(try ["m.safetensors", "m.log.jsonl"].map { try place.contents($0) } == bytes)
    }
  }

  @Test("seed, α, images and objective each change the network; threads do not")
  func train_options_decideTheBytes() throws {
    func digest(_ options: String, _ objective: String = "manifold") throws -> String {
      try Workplace.use { place in
        let outcome = try train(place, options, objective: objective)
        #expect(outcome.code == 0, "\(outcome.errors)")
        let file = try Checkpoint.load(place.folder.appendingPathComponent("m.safetensors"))
        return FileDigest.sha256(Data("\(file.network.parameters)".utf8))
      }
    }
    let standard = try digest("")
    #expect(try digest("--threads 1") == standard)
    #expect(try digest("--quiet --seed 0 --alpha 0.1") == standard)
    let others = try [
      ("--seed 1", "manifold"), ("--alpha 0.5", "manifold"), ("--validation 1", "manifold"),
      ("--learning-rate 0.01", "manifold"), ("--epochs 4", "manifold"), ("", "baseline"),
      ("--steps 2", "robust"),
    ].map { try digest($0.0, $0.1) }
    #expect(!others.contains(standard))
    #expect(Set(others).count == others.count)
  }

  @Test("--quiet trains without a word, and the result goes to standard output")
  func train_quiet_isSilent() throws {
    try Workplace.use { place in
      let outcome = try train(place, "--quiet --json -")
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      #expect(JSONValue(text: outcome.output)["schema"].text == "mag.train/1")
    }
  }

  @Test("a trained checkpoint is measured as it was trained, without assumptions")
  func train_thenMeasure_knowsInputs() throws {
    try Workplace.use { place in
      #expect(try train(place, "--quiet").code == 0)
      let outcome = try place.runToy("robustness m.safetensors --epsilons 0 --json -")
      #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
      let entry = JSONValue(text: outcome.output).entry
      #expect(entry["inputs"].text == "projected" && entry["assumptions"].list.isEmpty)
      #expect(entry["attacks"][0]["box"].text == "none")
      // Another manifold than the training's own is said.
      let other = try place.run(
        ["robustness", "m.safetensors", "--data", "toy", "--components", "1", "--epsilons", "0"]
          + ["--json", "-"])
      #expect(other.errors.contains("another manifold"))
    }
  }
}
