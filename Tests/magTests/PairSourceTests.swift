import Foundation
import MAG
import Testing

@Suite("Pairs from lists, files, chance and pictures") struct PairSourceTests {
  private func pairs(_ options: String, _ place: Workplace) throws -> [JSONValue] {
    let outcome = try place.runToy("crossings toy.safetensors \(options) --json -")
    #expect(outcome.code == 0, "\(outcome.errors)")
    return JSONValue(text: outcome.output).entry["pairs"].list
  }

  private func ends(_ pairs: [JSONValue]) -> [[Int?]] {
    pairs.map { [$0["from"]["index"].int, $0["to"]["index"].int] }
  }

  @Test(
    "a pairs file may be written in many ways",
    arguments: [
      "0:1\n5:3\n", "0,1\n5,3", "0 1\n5 3\n\n", "0\t1\n  5 : 3  \n",
      "# all\n0:1 # first\n\n5:3#x\n",
      "0:1\r\n5:3\r\n", "\n\n00:01\n5, 3",
    ])
  func file_forms_areRead(_ text: String) throws {
    try Workplace.use { place in
      try place.toy()
      try place.write(text, to: "pairs.txt")
      #expect(ends(try pairs("--pairs-file pairs.txt", place)) == [[0, 1], [5, 3]])
    }
  }

  @Test(
    "a line that is no pair is refused by its number, a file without pairs by its name",
    arguments: [
      ("0:1\n5\n", "line 2"), ("0:1:2", "line 1"), ("# none\n\n0:-1", "line 3"), ("a b", "line 1"),
      ("0.5 1", "line 1"), ("", "no pair"), ("# only a comment\n", "no pair"),
      ("9223372036854775808:1", "line 1"),
    ])
  func file_badLine_isNamed(_ text: String, _ words: String) throws {
    try Workplace.use { place in
      try place.toy()
      try place.write(text, to: "pairs.txt")
      let outcome = try place.runToy("crossings toy.safetensors --pairs-file pairs.txt")
      #expect(outcome.code == 65, "\(outcome.errors)")
      #expect(outcome.lastLine.contains("pairs.txt") && outcome.lastLine.contains(words))
    }
  }

  @Test("pictures of two images give the crossing of the two images")
  func pictures_ofImages_giveSame() throws {
    try Workplace.use { place in
      try place.toy()
      for (name, image) in [("a.png", 0), ("b.png", 5)] {
        let pixels = [Toy.test[image].0, Toy.test[image].1, 0, 0]
        let raster = PNGFile.Raster(width: 2, height: 2, channels: 1, pixels: pixels)
        try PNGFile.encode(raster, dotsPerInch: 72)
          .write(to: place.folder.appendingPathComponent(name))
      }
      for inputs in ["raw", "projected"] {
        let pictures = try pairs("--inputs \(inputs) --images a.png b.png", place)
        let images = try pairs("--inputs \(inputs) --pairs 0:5", place)
        #expect(pictures.count == 1)
        for key in ["t", "from_class", "to_class", "angle_degrees"] {
          let (found, expected) = (pictures[0]["crossings"][0][key], images[0]["crossings"][0][key])
          // Projected pictures and images are projected by different products.
          #expect(abs((found.double ?? .nan) - (expected.double ?? 0)) < 1e-12, "\(key)")
        }
        #expect(pictures[0]["from"]["path"].text == "a.png")
        #expect(pictures[0]["from"]["index"].value == nil)
        #expect(!images[0]["from"].keys.contains("path"))
      }
    }
  }

  @Test("a seed decides random pairs; no pair comes twice or joins one class")
  func random_seed_decides() throws {
    try Workplace.use { place in
      try place.toy()
      let first = ends(try pairs("--random 7 --seed 1", place))
      #expect(first == ends(try pairs("--random 7 --seed 1 --threads 1", place)))
      #expect(first != ends(try pairs("--random 7 --seed 2", place)))
      #expect(first.prefix(3) == ends(try pairs("--random 3 --seed 1", place))[...])
      #expect(Set(first).count == 7)
      for pair in first {
        let labels = pair.compactMap { $0 }.map { Toy.testLabels[$0] }
        #expect(labels.count == 2 && labels[0] != labels[1])
      }
      // Two images of one class and four of the other make 16 pairs, of which half may be asked.
      let outcome = try place.runToy("crossings toy.safetensors --random 9")
      #expect(outcome.code == 64 && outcome.lastLine.contains("at most 8"))
    }
  }

  @Test("pictures have no label for the own-class reading to project by")
  func pictures_ownClass_areRefused() throws {
    try Workplace.use { place in
      try place.checkpoint()
      try place.picture("a.png", side: 28, value: 200)
      let outcome = try place.run([
        "crossings", "model.safetensors", "--data", "sample", "--manifold-reading", "own-class",
        "--components", "3", "--images", "a.png", "a.png",
      ])
      #expect(outcome.code == 64, "\(outcome.errors)")
      #expect(outcome.lastLine.contains("a.png") && outcome.lastLine.contains("label"))
    }
  }
}

@Suite("A basis of one's own") struct BasisOptionTests {
  @Test("the fitted basis given as a file, in either format, measures the same")
  func basis_ofFit_measuresSame() throws {
    let fitted = try Manifold.fit(MNIST.load(.sample).train)
    let tensor = StoredTensor(
      name: "W", extents: [28, 784], values: (0..<28).flatMap { fitted.basis.row($0) })
    try Workplace.use { place in
      try place.checkpoint()
      try SafetensorsFile(tensors: [tensor])
        .write(to: place.folder.appendingPathComponent("w.safetensors"))
      let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (28, 784), }\n"
      var npy = Data([0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0])
      npy += Data(header.utf8) + tensor.bytes
      try npy.write(to: place.folder.appendingPathComponent("w.npy"))
      var results: [JSONValue] = []
      for basis in [[], ["--basis", "w.safetensors"], ["--basis", "w.npy"]] {
        let outcome = try place.run(
          ["align", "model.safetensors", "--data", "sample", "--json", "-", "--quiet"] + basis)
        #expect(outcome.code == 0, "\(outcome.errors)")
        results.append(JSONValue(text: outcome.output))
      }
      let cosines = results.map { result in
        result.entry["alignment"]["cosine"]["values"].list.compactMap(\.double)
      }
      #expect(cosines[0].count == 2000)
      #expect(cosines[1] == cosines[2])
      // The fit of this process and of the program may differ in the last bits.
      let largest = zip(cosines[0], cosines[1]).map { abs($0 - $1) }.max() ?? 1
      #expect(largest < 1e-5)
      let manifolds = results.map { $0["manifold"] }
      #expect(manifolds.map { $0["origin"].text } == ["fitted", "given", "given"])
      #expect(manifolds.map { $0["rank"].int } == [28, 28, 28])
      #expect(manifolds[1]["kept_energy"].value == nil && manifolds[1]["reading"].value == nil)
      #expect(results[1]["configuration"]["basis"].text == "w.safetensors")
    }
  }

  @Test("another basis changes what is measured: the pixels 0 and 2 hold the whole gradient")
  func basis_other_changesResult() throws {
    try Workplace.use { place in
      try place.toy()
      let tensor = StoredTensor(
        name: "W", extents: [2, 4], values: [1.0, 0, 0, 0, 0, 0, 1, 0])
      try SafetensorsFile(tensors: [tensor])
        .write(to: place.folder.appendingPathComponent("w.safetensors"))
      let outcome = try place.run(
        ["align", "toy.safetensors", "--data", "toy", "--basis", "w.safetensors", "--json", "-"])
      #expect(outcome.code == 0, "\(outcome.errors)")
      let alignment = JSONValue(text: outcome.output).entry["alignment"]
      #expect(alignment["cosine"]["mean"].double == 1 && alignment["ratio"]["mean"].double == 1)
      #expect(alignment["rejection"]["mean"].double == 0)
      let wide = try place.run(
        ["align", "toy.safetensors", "--data", "sample", "--basis", "w.safetensors"])
      #expect(wide.code == 65, "\(wide.errors)")
      #expect(wide.lastLine.contains("784") && wide.lastLine.contains("4"))
    }
  }
}
