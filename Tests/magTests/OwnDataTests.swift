import Foundation
import MAG
import Testing

@Suite("Data, pictures and scales of one's own") struct OwnDataTests {
  /// Writes a folder of IDX files in colour, [n, 2, 3, 3] with channels last, whose class is the
  /// channel that is bright, and a linear network that sums the channels.
  private func furnish(_ place: Workplace, bias: Float = 0) throws {
    let folder = place.folder.appendingPathComponent("color")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var generator = SeededGenerator(seed: 8)
    for (prefix, count) in [("train", 60), ("t10k", 120)] {
      let labels = (0..<count).map { $0 % 3 }
      var bytes: [UInt8] = []
      for label in labels {
        for place in 0..<18 {
          let bright = place % 3 == label ? 150 : 0
          bytes.append(UInt8(bright + generator.integer(below: 60)))
        }
      }
      try IDX(extents: [count, 2, 3, 3], bytes: bytes)
        .write(to: folder.appendingPathComponent("\(prefix)-images-idx4-ubyte"))
      try IDX(extents: [count], bytes: labels.map { UInt8($0) })
        .write(to: folder.appendingPathComponent("\(prefix)-labels-idx1-ubyte"))
    }
    // Logit c: the sum of channel c, less for class 0 a bias that decides on the wrong scale.
    let weights = (0..<54).map { (place: Int) -> Float in place % 18 / 6 == place / 18 ? 1 : 0 }
    let network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: [18, 3]), parameters: weights + [bias, 0, 0])
    try Checkpoint.write(
      network, metadata: ["inputs": "raw"],
      to: place.folder.appendingPathComponent("color.safetensors"))
  }

  private func run(_ line: String, _ place: Workplace) throws -> Workplace.Outcome {
    try place.run(
      line.split(separator: " ").map(String.init) + ["--data", "color", "--components", "3"])
  }

  @Test(
    "every measurement takes images in colour",
    arguments: [
      "align", "crossings --random 3", "robustness --epsilons 0,0.1 --steps 2",
      "transform --from 0 --to 1 --epsilons 0.3", "slice --indices 0,1,2",
      "film --index 0 --perturbations",
      "tilt --indices 0,1", "inspect",
    ])
  func command_color_works(_ line: String) throws {
    try Workplace.use { place in
      try furnish(place)
      let words = line.split(separator: " ", maxSplits: 1)
      let rest = words.dropFirst().first.map { " \($0)" } ?? ""
      let draws = words[0] == "inspect" ? "" : " --out drawn --format png,svg"
      let outcome = try run("\(words[0]) color.safetensors\(rest)\(draws) --json r.json", place)
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(!outcome.errors.contains("warning"), "\(outcome.errors)")
      let data = try place.document("r.json")["data"]
      #expect(data["layout"].text == "[n, height, width, channels]")
      if !draws.isEmpty { #expect(try place.names().contains("drawn.png")) }
    }
  }

  @Test("numbers a channel are recorded as arrays, and others than the data's are refused")
  func preprocessing_channels_areRecorded() throws {
    try Workplace.use { place in
      try furnish(place)
      let outcome = try run(
        "inspect color.safetensors --mean 0.1,0.2,0.3 --std 0.5 --json -", place)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let entry = JSONValue(text: outcome.output).entry
      #expect(entry["input_mean"].list.compactMap(\.double) == [0.1, 0.2, 0.3])
      #expect(entry["input_std"].double == 0.5 && entry["clean_correct"].int == 120)
      for numbers in ["0.1,0.2", "1,2,3,4,5,6"] {
        for command in ["inspect color.safetensors", "align color.safetensors"] {
          let refused = try run("\(command) --mean \(numbers)", place)
          #expect(refused.code == 64, "\(refused.errors)")
          #expect(refused.lastLine.contains("--mean") && refused.lastLine.contains("3 here"))
        }
      }
    }
  }

  @Test("a wrong scale is said by inspect and by measurements, with the options to try")
  func scale_wrong_isSaid() throws {
    try Workplace.use { place in
      // Sums of bytes differ by 900; a bias of 100 decides everything in [0, 1].
      try furnish(place, bias: 100)
      let inspection = try run("inspect color.safetensors --json found.json", place)
      #expect(inspection.output.contains("warning       all 120 images are taken for class 0"))
      #expect(inspection.output.contains("--scale 255;"))
      let entry = try place.document("found.json").entry
      #expect(entry["clean_sign"].text == "one-class" && entry["clean_correct"].int == 40)
      let hint = entry["clean_hint"]
      #expect(hint["preprocessing"]["input_scale"].double == 255 && hint["correct"].int == 120)
      let aligned = try run("align color.safetensors --out a --format svg", place)
      #expect(aligned.code == 0 && aligned.errors.contains("warning: color.safetensors: all 120"))
      let told = try run("inspect color.safetensors --scale 255 --json told.json", place)
      #expect(!told.output.contains("warning"))
      let right = try place.document("told.json").entry
      #expect(right["clean_sign"].value == nil && right["clean_hint"].value == nil)
      #expect(right.keys.isSuperset(of: ["clean_sign", "clean_hint", "clean_warning"]))
    }
  }

  @Test("pictures of any kind and size become images, which is said and recorded")
  func pictures_otherKinds_arePrepared() throws {
    try Workplace.use { place in
      try place.toy()
      // Image 0 is black and image 5 has 204 at its first pixel: both enlarged, in colour, and dark
      // on light.
      for (name, value) in [("a.png", UInt8(0)), ("b.png", 204)] {
        let pixels = (0..<16).flatMap { index -> [UInt8] in
          let ink = index % 4 < 2 && index / 4 < 2 ? value : 0
          return [255 - ink, 255 - ink, 255 - ink, 255]
        }
        try PNGFile.encode(
          PNGFile.Raster(width: 4, height: 4, channels: 4, pixels: pixels), dotsPerInch: 72
        ).write(to: place.folder.appendingPathComponent(name))
      }
      let line = "crossings toy.safetensors --images a.png b.png"
      let outcome = try place.runToy("\(line) --invert --json r.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(
        outcome.errors.contains(
          "notice: b.png: 4 × 4, rgba, 8 bits: inverted, laid over black, turned to grey"))
      let images = try place.runToy("crossings toy.safetensors --pairs 0:5 --json images.json")
      #expect(images.code == 0)
      let found = try place.document("r.json")
      let expected = try place.document("images.json")
      let places = [found, expected].map { $0.entry["pairs"][0]["crossings"][0]["t"].double }
      #expect(places[0] != nil && places[0] == places[1])
      let record = found["configuration"]["pictures"][1]
      #expect(record["path"].text == "b.png" && record["sha256"].text?.count == 64)
      #expect(record["horizontal"].text == "area" && record["is_inverted"].bool == true)
      #expect(record["color_type"].text == "rgba" && record["bit_depth"].int == 8)
      let paper = try place.runToy(line)
      #expect(paper.errors.contains("a.png: its mean pixel is 100 % of white"))
      #expect(paper.errors.contains("give --invert"))
    }
  }
}
