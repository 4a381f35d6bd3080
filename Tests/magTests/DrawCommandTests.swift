import Foundation
import MAG
import Testing

@testable import mag

@Suite("mag draw") struct DrawCommandTests {
  /// A figure's data file like those that commands write.
  func data(_ place: Workplace, _ name: String = "f.json") throws {
    func curve(_ scale: Double) -> Figure3.Curve {
      Figure3.Curve(
        attack: "FGSM",
        values: [0, 0.1, 0.2].map { .init(epsilon: $0, accuracy: 1 / (1 + $0 / scale)) })
    }
    let figure = Figure3(models: [
      .init(name: "baseline", curves: [curve(0.05)]), .init(name: "robust", curves: [curve(0.2)]),
    ])
    let provenance = Provenance(
      command: ["mag", "robustness", "toy.safetensors"], configuration: .null, seed: 3,
      images: nil, manifoldDigest: nil, checkpoints: [])
    let file = place.folder.appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try figure.json(provenance: provenance).write(to: file)
  }

  func draw(_ place: Workplace, _ line: String) throws -> Workplace.Outcome {
    try place.run(["draw"] + line.split(separator: " ").map(String.init))
  }

  @Test(
    "the ending of --out decides the format; without one there are all that are asked for",
    arguments: [
      ("f.json --out x.pdf", ["x.pdf"]), ("f.json --out x.svg --format svg", ["x.svg"]),
      ("f.json --out x@2x.png", ["x@2x.png"]), ("f.json --out x", ["x.pdf", "x.png", "x.svg"]),
      ("f.json --out x.v2 --format svg", ["x.v2.svg"]), ("f.json --format pdf", ["f.pdf"]),
      ("f.json", ["f.pdf", "f.png", "f.svg"]), ("f.json --out new/ --format png", ["new/f.png"]),
      (
        "f.json s/g.json --out new --format png,svg",
        ["new/f.png", "new/f.svg", "new/g.png", "new/g.svg"]
      ),
      ("f.json s/g.json --format svg", ["f.svg", "s/g.svg"]),
      ("f.json --out s --format svg", ["s/f.svg"]),
    ])
  func out_forms_decideFiles(_ line: String, _ expected: [String]) throws {
    try Workplace.use { place in
      try data(place)
      try data(place, "s/g.json")
      let before = try place.contents("f.json")
      let outcome = try draw(place, line)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let written = try FileManager.default.subpathsOfDirectory(atPath: place.folder.path)
        .filter { $0.contains(".") && !$0.hasSuffix(".json") }
      #expect(written.sorted() == expected)
      for file in expected { #expect(outcome.output.contains(file)) }
      #expect(try place.contents("f.json") == before)
    }
  }

  @Test("pictures name the data file from where they stand, with its digest and its provenance")
  func manifest_elsewhere_namesData() throws {
    try Workplace.use { place in
      try data(place, "deep/f.json")
      let line = "deep/f.json --out new/ --theme dark --palette gray --width icml --models robust"
      #expect(try draw(place, line).code == 0)
      let bytes = try place.contents("deep/f.json")
      for format in ["png", "svg", "pdf"] {
        let picture = try place.contents("new/f.\(format)")
        let manifest = try #require(try FigureManifest.find(in: picture, name: "f"))
        #expect(manifest.dataFile.path == "../deep/f.json")
        #expect(manifest.dataFile.sha256 == FileDigest.sha256(bytes))
        #expect(manifest.provenance?.seed == 3 && manifest.figure == "mag.figure3/1")
        #expect(
          manifest.style
            == FigureStyle(
              width: .preset(.icml), palette: .gray, theme: .dark, models: ["robust"]))
      }
    }
  }

  @Test("drawn in the style of the command that measured, the picture is the same file")
  func redraw_sameStyle_isSameBytes() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "align toy.safetensors --out a --format svg,png --width neurips --font-size 9")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let first = (try place.contents("a.svg"), try place.contents("a.png"))
      let again = try draw(place, "a.json --format svg,png --width neurips --font-size 9")
      #expect(again.code == 0, "\(again.errors)")
      #expect(try place.contents("a.svg") == first.0)
      #expect(try place.contents("a.png") == first.1)
    }
  }

  @Test("the JSON says what was drawn, in which style, with sizes and digests")
  func json_document_saysWhatWasDrawn() throws {
    try Workplace.use { place in
      try data(place)
      let outcome = try draw(place, "f.json --out x.svg --json - --title Hello")
      #expect(outcome.code == 0)
      let document = JSONValue(text: outcome.output)
      #expect(document["schema"].text == "mag.draw/1" && document["tool"].text == Tool.name)
      #expect(document["style"]["title"].text == "Hello")
      let drawn = document["figures"][0]
      #expect(drawn["data"].text == "f.json" && drawn["figure"].text == "mag.figure3/1")
      #expect(drawn["sha256"].text == FileDigest.sha256(try place.contents("f.json")))
      let picture = drawn["pictures"][0]
      let bytes = try place.contents("x.svg")
      #expect(picture["path"].text == "x.svg" && picture["format"].text == "svg")
      #expect(picture["bytes"].int == bytes.count)
      #expect(picture["sha256"].text == FileDigest.sha256(bytes))
    }
  }

  @Test(
    "every option of style changes the picture",
    arguments: [
      "--width column", "--palette gray", "--theme dark", "--font-size 9", "--models robust",
      "--models robust,baseline", "--title Words", "--dpi 72", "--svg-text outline",
    ])
  func style_options_changePicture(_ option: String) throws {
    try Workplace.use { place in
      try data(place)
      #expect(try draw(place, "f.json --out a --format png,svg").code == 0)
      let outcome = try draw(place, "f.json --out b --format png,svg " + option)
      #expect(outcome.code == 0, "\(outcome.errors)")
      let pairs = try ["png", "svg"].map {
        (try place.contents("a.\($0)"), try place.contents("b.\($0)"))
      }
      #expect(pairs.allSatisfy { $0.0 != $0.1 })
    }
  }

  @Test(
    "what cannot be drawn is refused with a sentence and leaves nothing behind",
    arguments: [
      ("none.json --out x.pdf", 66, "none.json: there is no such file"),
      ("cut.json --out x.pdf", 65, "cut.json cannot be read: no valid JSON at line "),
      (
        "nan.json --out x.pdf", 65,
        "expected a finite number, found NaN; leave undefined values out"
      ),
      ("big.json --out x.pdf", 65, "every number of curve FGSM"),
      ("results.json --out x.pdf", 65, "found the results of mag robustness"),
      ("f.json none.json --out new/", 66, "none.json"),
      ("f.json --out nowhere/x.pdf", 73, "the folder nowhere does not exist"),
      ("f.json --out x.pdf --models mine", 64, "it shows baseline, robust"),
      ("f.json --out x.pdf --width 1", 64, "cannot be drawn 1.0 inches wide; give it at least"),
      ("f.json --out x.pdf --font Nowhere", 69, "Nowhere"),
      ("f.json --out x.pdf --json f.json", 64, "--json: expected another file"),
      ("f.json s/f.json --out new/", 64, "--out: expected a name of its own for every picture"),
      ("x.svg --format svg", 64, "--out: expected pictures that replace no data file"),
      ("f.json s/f.json --out x.pdf", 64, "--out: expected a folder for 2 data files"),
      ("f.json --out x.pdf --format svg", 64, "--format: expected pdf"),
      ("f.json --out x.jpg", 64, "found \"jpg\""),
    ])
  func badInput_hasSentenceAndCode(_ line: String, _ code: Int32, _ part: String) throws {
    try Workplace.use { place in
      try data(place)
      try data(place, "s/f.json")
      try data(place, "x.svg")
      let text = String(decoding: try place.contents("f.json"), as: UTF8.self)
      try place.write(String(text.prefix(300)), to: "cut.json")
      try place.write(
        text.replacing(/"accuracy": [0-9.]+/, with: "\"accuracy\": NaN", maxReplacements: 1),
        to: "nan.json")
      try place.write(text.replacingOccurrences(of: "0.2,", with: "1e300,"), to: "big.json")
      try place.write("{\"schema\": \"mag.robustness/1\"}", to: "results.json")
      let before = try FileManager.default.subpathsOfDirectory(atPath: place.folder.path)
      let outcome = try draw(place, line)
      #expect(outcome.code == code, "\(outcome.lastLine)")
      #expect(outcome.lastLine.hasPrefix("error: "))
      #expect(outcome.lastLine.contains(part), "\(outcome.lastLine)")
      let after = try FileManager.default.subpathsOfDirectory(atPath: place.folder.path)
      #expect(after.sorted() == before.sorted())
    }
  }

  @Test(
    "bad styles are refused by every command that draws, before any work",
    arguments: [
      ["draw", "f.json"], ["align", "m"], ["crossings", "m", "--random", "2"],
      ["robustness", "m"], ["transform", "m"], ["atlas", "m"], ["film", "m", "--index", "0"],
      ["tilt", "m"], ["slice", "m", "--index", "0"],
    ])
  func style_badValues_areRefused(_ command: [String]) throws {
    for (options, part) in [
      (["--width", "icml2020"], "one of column 3.25, page 6.75, icml 3.25"),
      (["--width", "30"], "between 1.0 and 24.0 inches"),
      (["--palette", "jet"], "one of standard, okabe-ito, tol-bright, gray"),
      (["--theme", "night"], "paper or dark"), (["--font-size", "50"], "between 5.0 and 24.0"),
      (["--font-size", "-7"], "between 5.0 and 24.0"), (["--format", "gif"], "found \"gif\""),
      (["--svg-text", "paths"], "paths"), (["--dpi", "9"], "dots per inch"),
      (["--models", "a,,b"], "names separated by commas"), (["--models", "a,a"], "each once"),
      (["--title", " "], "--title: expected some text"), (["--font", ""], "--font"),
    ] {
      let found = try #require(ending(command + options), "\(command) \(options)")
      #expect(found.code == 64, "\(command) \(options)")
      #expect(found.text.contains(part), "\(found.text)")
    }
  }

  @Test("a model that no checkpoint is, and a font that is not there, stop a measurement early")
  func measure_unknownModel_isRefused() throws {
    try Workplace.use { place in
      try place.toy()
      let model = try place.runToy("robustness toy.safetensors --out f --models other")
      #expect(model.code == 64)
      #expect(
        model.lastLine == "error: --models: expected names of toy, found 'other'.",
        "\(model.lastLine)")
      let font = try place.runToy("align toy.safetensors --out f --font Nowhere")
      #expect(font.code == 69 && font.lastLine.contains("Nowhere"))
      #expect(try place.names() == ["toy", "toy.safetensors"])
    }
  }
}
