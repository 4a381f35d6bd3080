import Foundation
import MAG
import Testing

@Suite("Figures as the options ask") struct FigureOptionTests {
  /// The bytes after a chunk's name.
  private func chunk(_ name: String, of png: Data, count: Int) throws -> [UInt8] {
    let start = try #require(png.firstRange(of: Data(name.utf8))?.upperBound)
    return Array(png[start..<start + count])
  }

  private func number(_ bytes: some Collection<UInt8>) -> Int {
    bytes.reduce(0) { $0 << 8 | Int($1) }
  }

  @Test(
    "only the formats asked for are written, once each, beside the data",
    arguments: [
      ("png", ["png"]), ("svg", ["svg"]), ("pdf", ["pdf"]), ("pdf,png", ["pdf", "png"]),
      ("svg,svg", ["svg"]), ("PNG", ["png"]), ("svg,png,pdf", ["svg", "png", "pdf"]),
    ])
  func format_list_isWritten(_ list: String, _ suffixes: [String]) throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("align toy.safetensors --out f --format \(list)")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let files = (suffixes + ["json", "csv"]).map { "f.\($0)" }
      #expect(try place.names() == (files + ["toy", "toy.safetensors"]).sorted())
      #expect(outcome.output.hasSuffix("Wrote \(files.joined(separator: ", "))\n"))
      for suffix in suffixes {
        let start = String(decoding: try place.contents("f.\(suffix)").prefix(5), as: UTF8.self)
        #expect(start.contains(["png": "PNG", "svg": "<?xml", "pdf": "%PDF-"][suffix] ?? "?"))
      }
    }
  }

  @Test(
    "width and resolution decide the pixels, and the resolution stands in the file",
    arguments: [
      ("--width column", 975, 11811), ("--width page --dpi 100", 675, 3937),
      ("", 2025, 11811), ("--width 4.5 --dpi 72", 324, 2835), ("--dpi 36 --width 3", 108, 1417),
    ])
  func png_size_isAsAsked(_ options: String, _ pixels: Int, _ perMetre: Int) throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy("align toy.safetensors --out f --format png \(options)")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let png = try place.contents("f.png")
      #expect(try number(chunk("IHDR", of: png, count: 4)) == pixels)
      let density = try chunk("pHYs", of: png, count: 9)
      #expect(number(density.prefix(4)) == perMetre && number(density[4..<8]) == perMetre)
      #expect(density[8] == 1)
    }
  }

  @Test(
    "an SVG and a PDF are as wide as asked, in points", arguments: [("column", 234), ("6", 432)])
  func vector_width_isAsAsked(_ width: String, _ points: Int) throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "align toy.safetensors --out f --format svg,pdf --width \(width)")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let svg = String(decoding: try place.contents("f.svg"), as: UTF8.self)
      let found = svg.firstMatch(of: /<svg[^>]* width="(\d+)(pt)?"/)?.1
      #expect(found.flatMap { Int($0) } == points)
      let pdf = String(decoding: try place.contents("f.pdf"), as: UTF8.self)
      let box = pdf.firstMatch(of: /\/MediaBox \[ ?0 0 (\d+)/)?.1
      #expect(box.flatMap { Int($0) } == points)
    }
  }

  @Test("a figure too narrow for what it shows is a wrong option, and says how wide would do")
  func width_tooNarrow_isRefused() throws {
    try Workplace.use { place in
      try place.toy()
      let line = "transform toy.safetensors --index 0 --to 0 --out f"
      let outcome = try place.runToy("\(line) --width 1.5")
      #expect(outcome.code == 64)
      let wide = try #require(outcome.lastLine.firstMatch(of: /at least ([0-9.]+) inches/)?.1)
      #expect(try place.names() == ["toy", "toy.safetensors"])
      #expect(try place.runToy("\(line) --width \(wide) --format svg").code == 0)
    }
  }

  @Test("the same command writes the same bytes again, over what was there")
  func figures_again_areSame() throws {
    try Workplace.use { place in
      try place.toy()
      let line = "crossings toy.safetensors --pairs 0:1,5:3 --kinks --out f --width column"
      #expect(try place.runToy(line).code == 0)
      let names = ["f.csv", "f.json", "f.pdf", "f.png", "f.svg"]
      let first = try names.map { try place.contents($0) }
      for name in names { try place.write("something else", to: name) }
      #expect(try place.runToy("\(line) --threads 1").code == 0)
      #expect(try names.map { try place.contents($0) } == first)
      for bytes in first {
        #expect(bytes.firstRange(of: Data(place.folder.path.utf8)) == nil)
      }
    }
  }

  @Test("figures hold what was measured: walks, curves, pictures")
  func figures_data_areMeasured() throws {
    try Workplace.use { place in
      try place.toy()
      #expect(
        try place.runToy("crossings toy.safetensors --pairs 0:5 --out two --format svg").code == 0)
      let two = try Figure2.read(place.contents("two.json"), from: "two.json")
      #expect(two.classCount == 2 && two.models[0].walks[0].startClass == 1)
      #expect(two.pairs[0].to.pixels == [204.0 / 255, 0, 0, 0] && two.pairs[0].to.index == 5)
      #expect(two.models[0].walks[0].crossings.map { ($0.t * 1e6).rounded() } == [625_000])
      let three = try place.runToy(
        "robustness toy.safetensors --epsilons 0.25,0 --steps 3 --out three --format svg")
      #expect(three.code == 0, "\(three.errors)")
      let curves = try Figure3.read(place.contents("three.json"), from: "three.json")
      #expect(curves.attacks == ["FGSM", "PGD-3"])
      let fgsm = curves.models[0].curves[0].values
      #expect(fgsm.map(\.epsilon) == [0, 0.25] && fgsm.map(\.accuracy) == [5.0 / 6, 2.0 / 6])
      #expect(fgsm.allSatisfy { ($0.lower ?? 1) < $0.accuracy && $0.accuracy < ($0.upper ?? 0) })
    }
  }

  @Test("only the first pairs are drawn, as many as the width has room for; all are in the JSON")
  func crossings_manyPairs_areCut() throws {
    for (width, drawn) in [("column", 2), ("page", 4)] {
      try Workplace.use { place in
        try place.toy()
        let outcome = try place.runToy(
          "crossings toy.safetensors --pairs 0:1,1:0,0:5,5:3,3:1,1:3 --out f --format svg"
            + " --json r.json --width \(width)")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let figure = try Figure2.read(place.contents("f.json"), from: "f.json")
        #expect(figure.pairs.count == drawn && figure.models[0].walks.count == drawn)
        #expect(try place.document("r.json").entry["pairs"].list.count == 6)
      }
    }
  }

  @Test(
    "a decomposition takes all pairs, also those that are not drawn, and stands beside the figure")
  func crossings_decomposition_isWhole() throws {
    try Workplace.use { place in
      try place.toy()
      try FileManager.default.createDirectory(
        at: place.folder.appendingPathComponent("new"), withIntermediateDirectories: true)
      let line = "crossings toy.safetensors --pairs 0:1,1:0,0:5,5:3,3:1,1:3 --width column"
      let outcome = try place.runToy("\(line) --decomposition --out new/f --format svg,png")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let files = ["svg", "png", "json", "csv"].map { "new/f-decomposition.\($0)" }
      #expect(outcome.output.hasSuffix("Wrote \(files.joined(separator: ", "))\n"))
      let name = "new/f-decomposition.json"
      let figure = try DecompositionFigure.read(place.contents(name), from: name)
      #expect(figure.paths == "6 pairs of images" && figure.models.map(\.name) == ["toy"])
      // n = ±(3, 0, 4, 0) has c(n) = 3/5 everywhere.
      let crossings = figure.models[0].crossings
      #expect(crossings.count > 2)
      for crossing in crossings {
        #expect(abs((crossing.alignment ?? 0) - 0.6) < 1e-12)
        #expect(crossing.onManifoldTerm == nil && crossing.directionAlignment == nil)
        let sine = sin((crossing.angleDegrees ?? 0) * .pi / 180)
        #expect(abs(sine - 0.6 * (crossing.inManifoldCosine ?? 0)) < 1e-12)
      }
      let plain = try place.runToy("\(line) --out f --format svg")
      #expect(plain.code == 0)
      #expect(try place.contents("f.csv") == place.contents("new/f.csv"))
      #expect(try !place.names().contains { $0.hasPrefix("f-") })
    }
  }

  @Test("without a figure there is no decomposition, and without a crossing this is said")
  func crossings_decomposition_mayBeNone() throws {
    try Workplace.use { place in
      try place.toy()
      let silent = try place.runToy(
        "crossings toy.safetensors --pairs 0:1 --decomposition --json -")
      #expect(silent.code == 0 && !silent.errors.contains("decomposition"), "\(silent.errors)")
      #expect(try place.names() == ["toy", "toy.safetensors"])
      let none = try place.runToy(
        "crossings toy.safetensors --pairs 0:3 --decomposition --out f --format svg")
      #expect(none.code == 0)
      #expect(none.errors.contains("no crossing has parts, so no decomposition is drawn."))
      #expect(try place.names() == ["f.csv", "f.json", "f.svg", "toy", "toy.safetensors"])
    }
  }

  @Test(
    "a figure replaces no file that the command reads, and the JSON none of a figure",
    arguments: [
      ("crossings toy.safetensors --pairs-file f.csv --out f", "--out", "f.csv"),
      ("crossings toy.safetensors --pairs-file a.csv --decomposition --out f", "", ""),
      (
        "crossings toy.safetensors --pairs-file f-decomposition.csv --decomposition --out f",
        "--out", "f-decomposition.csv"
      ),
      ("crossings toy.safetensors --images two.png f.png --out f", "--out", "f.png"),
      (
        "crossings toy.safetensors --pairs 0:1 --decomposition --out f "
          + "--json f-decomposition.json", "--json", "f-decomposition.json"
      ),
      ("crossings toy.safetensors --pairs 0:1 --out f --json ./f.svg", "--json", "./f.svg"),
      (
        "atlas toy.safetensors --pairs 3 --lines a-decomposition.csv --out a", "--out",
        "a-decomposition.csv"
      ),
    ])
  func figures_readFiles_areKept(_ line: String, _ option: String, _ file: String) throws {
    try Workplace.use { place in
      try place.toy()
      for name in ["f.csv", "a.csv", "f-decomposition.csv"] { try place.write("0:1\n", to: name) }
      let before = try place.names()
      let outcome = try place.runToy(line)
      guard !option.isEmpty else {
        #expect(outcome.code == 0, "\(outcome.errors)")
        return
      }
      #expect(outcome.code == 64, "\(outcome.errors)")
      #expect(outcome.lastLine.hasPrefix("error: \(option): expected a"))
      #expect(outcome.lastLine.hasSuffix("found '\(file)'."), "\(outcome.lastLine)")
      #expect(try place.names() == before)
      #expect(try place.contents("f.csv") == Data("0:1\n".utf8))
    }
  }

  @Test("checkpoints of one name are told apart by their paths")
  func names_same_arePaths() throws {
    try Workplace.use { place in
      try place.toy()
      try FileManager.default.createDirectory(
        at: place.folder.appendingPathComponent("old"), withIntermediateDirectories: false)
      try place.toy("old/toy.safetensors")
      let outcome = try place.runToy(
        "align toy.safetensors old/toy.safetensors --out f --format svg")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let figure = try Figure1.read(place.contents("f.json"), from: "f.json")
      #expect(figure.models.map(\.name) == ["toy.safetensors", "old/toy.safetensors"])
    }
  }
}
