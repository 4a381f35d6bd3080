import Foundation
import MAG
import Testing

@testable import mag

@Suite("mag film") struct FilmCommandTests {
  @Test("the attack on f = 3 x₀ + 4 x₂ − 1.5 crosses f = 0 in its third step at arcsin(7/5√2)")
  func film_linearNetwork_isByHand() throws {
    try Workplace.use { place in
      try place.toy()
      // Image 1 has f = 1.5, and a step of 0.1 in both pixels takes 0.7 off.
      let outcome = try place.runToy(
        "film toy.safetensors --index 1 --epsilon 0.3 --steps 4 --step-size 0.1 --box none"
          + " --json f.json")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let tables = PrintedTable.all(in: outcome.output)
      let listing = try #require(tables.first)
      #expect(listing["step"] == ["3"] && listing["classes"] == ["0→1"])
      #expect(listing["t"].first?.hasPrefix("0.14285") == true)
      // d = −(1, 0, 1, 0)/10, n = (3, 0, 4, 0).
      #expect(listing["angle"] == ["81.87°"] && listing["alignment"] == ["0.6000"])
      #expect(listing["of the step"] == ["0.7071"])
      #expect(listing["on term"] == ["-0.4243"] && listing["off term"] == ["-0.5657"])
      let summary = try #require(tables.last)
      #expect(
        summary.rows == [
          [
            "toy", "exact", "1 (0)", "-", "yes", "0→1", "1", "3", "0.424", "0.424", "0.300",
            "0.5000",
            "-0.600",
          ]
        ])
      let document = try place.document("f.json")
      #expect(document["schema"].text == "mag.film/1")
      let configuration = document["configuration"]
      #expect(configuration["index"].int == 1 && configuration["box"].text == "none")
      #expect(configuration.keys.isSuperset(of: ["to", "steps", "start", "seed", "frames"]))
      let film = document.entry["film"]
      #expect(document.entry["path"].text == "toy.safetensors")
      #expect(film["method"].text == "exact" && film["reached"].bool == true)
      #expect(film["points"].list.map { $0["predicted_class"].int } == [0, 0, 0, 1, 1])
      #expect(
        film["points"].list.map { $0["leg"]["status"].text }
          == [nil, "walked", "walked", "walked", "identical-ends"])
      #expect(film["changes"][0]["at_iterate"].bool == false)
      #expect(!FileManager.default.fileExists(atPath: place.folder.path + "/film.png"))
    }
  }

  @Test("a figure with its data is written for one checkpoint and for several, at both widths")
  func film_figures_areWritten() throws {
    try Workplace.use { place in
      try place.toy("a.safetensors")
      try place.toy("b.safetensors")
      for (name, line) in [
        ("one", "a.safetensors --width column --perturbations"),
        ("two", "a.safetensors b.safetensors"),
      ] {
        let outcome = try place.runToy(
          "film \(line) --index 1 --to 1 --epsilon 0.3 --box none --out \(name)")
        #expect(outcome.code == 0, "\(outcome.errors)")
        for kind in ["png", "svg", "pdf", "json", "csv"] {
          #expect(try !place.contents("\(name).\(kind)").isEmpty)
        }
        let figure = try FilmFigure.read(place.contents("\(name).json"), from: name)
        #expect(figure.target == 1 && figure.label == 0)
        #expect(figure.arrangement == (name == "two" ? .columns : .stacked))
        #expect(figure.models.map(\.frames.count) == (name == "two" ? [4, 4] : [8]))
      }
    }
  }

  @Test("the same command gives the same bytes on one thread and on two")
  func film_threads_changeNothing() throws {
    try Workplace.use { place in
      try place.toy()
      let line = "film toy.safetensors --index 4 --start uniform --restarts 3 --seed 5 --json -"
      let one = try place.runToy(line + " --threads 1")
      let two = try place.runToy(line + " --threads 2")
      #expect(one.code == 0 && one.output == two.output && !one.output.isEmpty)
      #expect(JSONValue(text: one.output).entry["film"]["points"][0]["step"].value == nil)
      let other = try place.runToy(line.replacing("--seed 5", with: "--seed 6"))
      #expect(other.code == 0 && other.output != one.output)
    }
  }

  @Test("at a radius of 0 nothing moves, and the figure is drawn all the same")
  func film_radiusZero_isDrawn() throws {
    try Workplace.use { place in
      try place.toy()
      let outcome = try place.runToy(
        "film toy.safetensors --index 0 --epsilon 0 --out still --format svg")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let row = try #require(PrintedTable.all(in: outcome.output).first?.rows.first)
      #expect(row[4] == "no" && row[6] == "0" && row[11] == "-")
      let svg = String(decoding: try place.contents("still.svg"), as: UTF8.self)
      #expect(svg.contains("class 1 throughout"))
    }
  }

  @Test("options that mean nothing end with 64 and a sentence that says what to do")
  func film_badOptions_endWithUsage() throws {
    try Workplace.use { place in
      try place.toy()
      for (options, words) in [
        ("--index 6", "image 6 is not there: expected a number from 0 to 5"),
        ("--index 1 --to 0", "image 1 is labelled 0, so it cannot be attacked towards 0"),
        ("--index 1 --to 2", "--to: expected a class in 0..<2, found 2"),
        ("--index -1", "image -1 is not there"), ("--index 1 --steps 0", "attack steps"),
        ("--index 1 --epsilon -0.1", "epsilon: expected a finite number"),
        ("--index 1 --frames 1", "--frames: expected 2 to 12 images, found 1"),
        ("--index 1 --restarts 2", "choose the start"),
        ("--index 1 --to 1 --gradient predicted-logit", "targeted attack"),
        ("--index 1 --method sampled --samples 0", "0 samples a line"),
        ("", "Missing expected argument '--index <number>'"),
      ] {
        let outcome = try place.runToy("film toy.safetensors \(options) --json -")
        #expect(outcome.code == 64, "\(options): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
      }
    }
  }

  @Test("files that do not fit end with their own codes, and nothing is left behind")
  func film_badFiles_endWithTheirCodes() throws {
    try Workplace.use { place in
      try place.toy()
      try place.checkpoint("wide.safetensors")
      try place.checkpoint(
        "smooth.safetensors", sizes: [4, 3, 2], activation: .tanh, inputs: "raw")
      try place.checkpoint("spoilt.safetensors", sizes: [4, 3, 2], inputs: "raw", spoil: true)
      let before = try place.names()
      for (files, code, words) in [
        ("toy.safetensors absent.safetensors", Int32(66), "absent.safetensors"),
        ("toy.safetensors wide.safetensors", 65, "784 inputs and the images have 4 pixels"),
        ("smooth.safetensors --method exact", 64, "not piecewise linear"),
        ("spoilt.safetensors", 65, "element 7 is nan"),
      ] {
        let outcome = try place.runToy("film \(files) --index 1 --out film")
        #expect(outcome.code == code, "\(files): \(outcome.errors)")
        #expect(outcome.errors.contains(words), "\(outcome.errors)")
        #expect(try place.names() == before)
      }
      let smooth = try place.runToy("film smooth.safetensors --index 1 --json -")
      #expect(JSONValue(text: smooth.output).entry["film"]["method"].text == "sampled")
    }
  }

  @Test("the help is this text, no line longer than 80 characters")
  func film_help_matchesSnapshot() {
    let found = Mag.helpMessage(for: FilmCommand.self, columns: 80)
    #expect(found == FilmHelp.text || found == FilmHelp.text + "\n")
    for line in found.split(separator: "\n") where !line.hasPrefix("USAGE") {
      #expect(line.count <= 80, "\(line)")
    }
  }
}
