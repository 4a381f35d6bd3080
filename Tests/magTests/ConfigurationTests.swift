import Foundation
import MAG
import Testing

@Suite("What results record of their options") struct ConfigurationTests {
  private func configuration(_ line: String) throws -> JSONValue {
    try Workplace.use { place in
      try place.toy()
      try place.write("0:1\n", to: "pairs.txt")
      let outcome = try place.runToy("\(line) --json -")
      #expect(outcome.code == 0, "\(outcome.errors)")
      return JSONValue(text: outcome.output)["configuration"]
    }
  }

  @Test("options that were not given are recorded with the values they had")
  func defaults_areRecorded() throws {
    let align = try configuration("align toy.safetensors")
    #expect(align["data"].text == "folder" && align["split"].text == "test")
    #expect(align["validation"].int == 0 && align["components"].int == 2)
    #expect(align["manifold_reading"].text == "global" && align["basis"].value == nil)
    #expect(align["centering"].text == "uncentered" && align["inputs"].text == "raw")
    #expect(align["gradient"].text == "loss" && align["seed"].int == 0)
    #expect(align["input_scale"].double == 1 && align["input_mean"].double == 0)
    #expect(align["input_std"].double == 1 && align.keys.contains("basis"))
    let crossings = try configuration("crossings toy.safetensors --pairs 0:1")
    #expect(crossings["pairs"].text == "0:1" && crossings["method"].text == "auto")
    #expect(crossings["samples"].int == 1000 && crossings["kinks"].bool == false)
    #expect(crossings.keys.isSuperset(of: ["pairs_file", "random", "images"]))
    let robustness = try configuration("robustness toy.safetensors")
    #expect(
      robustness["epsilons"].list.compactMap(\.double)
        == [0, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3])
    #expect(robustness["attacks"].list.map(\.text) == ["fgsm", "pgd"])
    #expect(robustness["steps"].int == 40 && robustness["step_size"].value == nil)
    #expect(robustness["norm"].text == "linf" && robustness["box"].text == "unit")
    #expect(robustness["start"].text == "none" && robustness["restarts"].int == 1)
    #expect(robustness["count"].text == "any" && robustness["indices"].value == nil)
    let transform = try configuration("transform toy.safetensors --index 0 --to 0")
    #expect(transform["threshold"].double == 0.9 && transform["index"].int == 0)
    #expect(transform["epsilons"].list.compactMap(\.double) == [0.1, 0.15, 0.2, 0.3])
  }

  @Test("options that were given are recorded as given")
  func given_areRecorded() throws {
    let align = try configuration(
      "align toy.safetensors --gradient margin --centering centered --seed 18446744073709551615"
        + " --inputs projected --input-scale 2 --input-mean 0.25 --input-std 0.5")
    #expect(align["gradient"].text == "margin" && align["centering"].text == "centered")
    #expect(align["seed"].value as? UInt64 == .max && align["inputs"].text == "projected")
    #expect(align["input_scale"].double == 2 && align["input_mean"].double == 0.25)
    #expect(align["input_std"].double == 0.5)
    let crossings = try configuration(
      "crossings toy.safetensors --pairs-file pairs.txt --method sampled --samples 12")
    #expect(crossings["pairs_file"].text == "pairs.txt" && crossings["pairs"].value == nil)
    #expect(crossings["samples"].int == 12)
    let robustness = try configuration(
      "robustness toy.safetensors --attacks pgd --epsilons 0.1 --steps 7 --step-size 0.02"
        + " --start uniform --restarts 3 --count last --norm l2 --box data --indices 5,0")
    #expect(robustness["step_size"].double == 0.02 && robustness["restarts"].int == 3)
    #expect(robustness["count"].text == "last" && robustness["box"].text == "data")
    #expect(robustness["indices"].list.compactMap(\.int) == [5, 0])
    #expect(robustness["norm"].text == "l2" && robustness["attacks"].list.count == 1)
  }

  @Test("checkpoints that differ share no inputs in the configuration, each says its own")
  func inputs_mixed_areEachTheirOwn() throws {
    try Workplace.use { place in
      try place.toy()
      try place.toy("p.safetensors", metadata: ["inputs": "projected", "input_std": "2"])
      let outcome = try place.runToy("align toy.safetensors p.safetensors --json -")
      let document = JSONValue(text: outcome.output)
      for key in ["inputs", "input_scale", "input_mean", "input_std"] {
        #expect(document["configuration"].keys.contains(key))
        #expect(document["configuration"][key].value == nil)
      }
      #expect(document["checkpoints"].list.map { $0["inputs"].text } == ["raw", "projected"])
      #expect(document["checkpoints"].list.map { $0["input_std"].double } == [1, 2])
      #expect(outcome.errors.contains("toy.safetensors: "))
    }
  }

  @Test(
    "the split that was asked for is measured and recorded",
    arguments: [("test", 6), ("train", 6), ("validation", 2)])
  func split_each_isMeasured(_ split: String, _ count: Int) throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "robustness toy.safetensors --epsilons 0 --attacks fgsm --validation 2 --split \(split)"
          + " --json r.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let document = try place.document("r.json")
      #expect(document["data"]["split"].text == split && document["data"]["count"].int == count)
      #expect(document["data"]["validation"].int == 2)
      let point = document.entry["curves"][0]
      #expect(point["count"].int == count)
      // f > 0 where x₀ > 0.5: of the first six only the third, x₀ = 0.4 of class 0, is wrong; of
      // the last two the second, x₀ = 0.6 of class 1.
      #expect(point["correct"].int == ["test": 5, "train": 5, "validation": 1][split])
      let files = try place.document("r.json")["data"]["digests"]
      let bytes = try place.contents("toy/train-images-idx3-ubyte")
      #expect(files["train_images"].text == FileDigest.sha256(bytes))
    }
  }

  @Test("an image number beyond the split is refused with the split's own count")
  func indices_ofSplit_areChecked() throws {
    try Workplace.use { place in
      try place.toy()
      let line = "--validation 2 --split validation"
      for command in [
        "robustness toy.safetensors --indices 2", "crossings toy.safetensors --pairs 0:2",
        "transform toy.safetensors --index 2 --to 0",
      ] {
        let outcome = try place.runToy("\(command) \(line)")
        #expect(outcome.code == 64, "\(outcome.errors)")
        #expect(outcome.lastLine.contains("image 2") && outcome.lastLine.contains("0 to 1"))
      }
    }
  }

  @Test("a result names its checkpoint by path, digest and layers")
  func checkpoint_record_isWhole() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("align ./toy.safetensors --json -")
      let entry = JSONValue(text: outcome.output).entry
      #expect(entry["sha256"].text == FileDigest.sha256(try place.contents("toy.safetensors")))
      #expect(entry["path"].text?.hasSuffix("toy.safetensors") == true)
      #expect(entry["layers"].list.map { $0["kind"].text } == ["dense"])
      #expect(entry["layers"][0]["parameters"].int == 10)
    }
  }
}
