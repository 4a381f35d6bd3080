import Foundation
import MAG
import Testing

@testable import mag

extension Workplace {
  /// The toy with a smooth network beside it: logits σ(f) and 1/2 for f = 3 x₀ + 4 x₂ − 1.5, so its
  /// classes are those of the linear one.
  fileprivate func smooth() throws {
    try network(
      [4, 1, 2], [3, 0, 4, 0, -1.5, 1, 0, 0, 0.5], activation: .sigmoid, as: "smooth.safetensors")
  }

  fileprivate func rows(_ name: String) throws -> [[Substring]] {
    String(decoding: try contents(name), as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }
}

@Suite("What is sampled says so") struct SampledCommandTests {
  @Test(
    "in the data of every command's figure",
    arguments: [
      "crossings smooth.safetensors toy.safetensors --pairs 0:1",
      "atlas smooth.safetensors toy.safetensors --pairs 5 --box none --epsilon 0.3",
      "tilt smooth.safetensors toy.safetensors",
      "slice smooth.safetensors toy.safetensors --indices 0,1,3 --resolution 20",
      "film smooth.safetensors toy.safetensors --index 1 --epsilon 0.3 --steps 4 --box none",
    ])
  func figures_data_nameTheMethod(_ line: String) throws {
    try Workplace.use { place in
      try place.smooth()
      let outcome = try place.runToy("\(line) --out f --format svg")
      #expect(outcome.code == 0, "\(outcome.errors)")
      let rows = try place.rows("f.csv")
      #expect(rows.first?.last == "method")
      for (model, method) in [("smooth", "sampled"), ("toy", "exact")] {
        let own = rows.dropFirst().filter { $0[0] == model }
        #expect(!own.isEmpty && own.allSatisfy { $0.last == Substring(method) }, "\(model)")
      }
      let json = String(decoding: try place.contents("f.json"), as: UTF8.self)
      let signs = ["\"method\": \"sampled\"", "\"is_exact\": false", "\"is_sampled\": true"]
      #expect(signs.contains { json.contains($0) })
    }
  }

  @Test("a certificate that was asked for on sampled paths is a notice, an unasked one is nothing")
  func certificate_sampled_isSaid() throws {
    try Workplace.use { place in
      try place.smooth()
      for (line, isSaid) in [
        ("crossings smooth.safetensors --pairs 0:1 --certificate all", true),
        ("crossings smooth.safetensors --pairs 0:1 --certificate 5", true),
        ("crossings smooth.safetensors --pairs 0:1 --certificate none", false),
        ("crossings smooth.safetensors --pairs 0:1", false),
        ("crossings toy.safetensors --pairs 0:1 --certificate all", false),
        ("atlas smooth.safetensors --pairs 5 --certificate-lines 5", true),
        ("atlas smooth.safetensors --pairs 5 --certificate-lines 0", false),
        ("atlas smooth.safetensors --pairs 5", false),
      ] {
        let outcome = try place.runToy("\(line) --json r.json")
        #expect(outcome.code == 0, "\(outcome.errors)")
        let notice = outcome.errors.split(separator: "\n").first {
          $0.contains("which carry no certificate")
        }
        #expect((notice != nil) == isSaid, "\(line): \(outcome.errors)")
        #expect(notice?.hasPrefix("notice: smooth.safetensors: ") ?? true)
      }
    }
  }

  @Test("a tilt without distances is told in table and JSON; no figure is drawn, which is said")
  func tilt_nothing_isWarnedOf() throws {
    try Workplace.use { place in
      try place.network([4, 2], [Float](repeating: 0, count: 10), as: "zero.safetensors")
      let outcome = try place.runToy("tilt zero.safetensors --json t.json --out f")
      #expect(outcome.code == 0, "\(outcome.errors)")
      #expect(outcome.lastLine.hasPrefix("warning: no image has a boundary"))
      #expect(outcome.lastLine.hasSuffix("so no figure is drawn."))
      #expect(PrintedTable.all(in: outcome.output).count >= 2)
      #expect(try place.document("t.json").entry["tilt"]["count"].int == 6)
      #expect(try !place.names().contains { $0.hasPrefix("f.") })
      let unasked = try place.runToy("tilt zero.safetensors --json -")
      #expect(unasked.code == 0 && !unasked.errors.contains("no figure"))
    }
  }
}

@Suite("What is given twice, or for nothing") struct RepeatedInputTests {
  @Test(
    "a checkpoint given twice is refused by its name, also by another path",
    arguments: [
      "align F F", "crossings F F --pairs 0:1", "atlas F F --pairs 5", "tilt F F",
      "slice F F --indices 0,1,3", "film F F --index 1", "robustness F F",
      "transform F F --index 0 --to 0", "tilt F ./F", "tilt F toy/../F", "tilt F link.safetensors",
    ])
  func checkpoint_twice_isRefused(_ line: String) throws {
    try Workplace.use { place in
      try place.toy()
      try FileManager.default.createSymbolicLink(
        atPath: place.folder.appendingPathComponent("link.safetensors").path,
        withDestinationPath: "toy.safetensors")
      let words = line.replacing("F", with: "toy.safetensors")
      let outcome = try place.runToy("\(words) --json r.json")
      #expect(outcome.code == 64, "\(outcome.errors)")
      #expect(
        outcome.lastLine.hasSuffix(
          "safetensors: expected every checkpoint once, found it twice."), "\(outcome.lastLine)")
      #expect(try !place.names().contains("r.json"))
    }
  }

  @Test(
    "options that would do nothing, or say something twice, are refused",
    arguments: [
      (
        "crossings m.safetensors --random 1 --audit-precision single",
        "--audit-precision: expected --audit beside it, found none."
      ),
      (
        "crossings m.safetensors --random 1 --certificate 0",
        "--certificate: expected all, none or a whole number from 1, found '0'."
      ),
      (
        "crossings m.safetensors --random 1 --certificate foo",
        "--certificate: expected all, none or a whole number from 1, found 'foo'."
      ),
      (
        "crossings m.safetensors --random 1 --certificate -3",
        "--certificate: expected all, none or a whole number from 1, found '-3'."
      ),
      (
        "atlas m.safetensors --families same-class,same-class",
        "--families: expected every name once, found same-class twice."
      ),
    ])
  func options_idle_areRefused(_ line: String, _ sentence: String) throws {
    let found = try #require(ending(line.split(separator: " ").map(String.init)))
    #expect(found.code == 64)
    #expect(found.text.contains("error: " + sentence), "\(found.text)")
  }

  @Test("an atlas does not go on from a file whose values were edited, and does not trap")
  func atlas_editedLines_areRefused() throws {
    try Workplace.use { place in
      try place.toy()
      let line = "atlas toy.safetensors --pairs 7 --families other-class --json a.json --lines "
      for (name, edit) in [
        ("a.jsonl", (/"from_class": [01]/, "\"from_class\": 77", "from_class: expected ")),
        ("b.jsonl", (/"pieces": 1/, "\"pieces\": \(Int.min)", "pieces: expected 1 to ")),
        ("c.jsonl", (/"angle_degrees": [0-9.]+/, "\"angle_degrees\": 1e300", "0 to 90, found")),
      ] {
        #expect(try place.runToy(line + name).code == 0)
        let text = String(decoding: try place.contents(name), as: UTF8.self)
        let edited = text.replacing(edit.0, with: edit.1, maxReplacements: 1)
        #expect(edited != text)
        try place.write(edited, to: name)
        let outcome = try place.runToy(line + name)
        #expect(outcome.code == 65, "\(outcome.errors)")
        #expect(outcome.lastLine.contains("\(name): line "), "\(outcome.lastLine)")
        #expect(outcome.lastLine.contains(edit.2), "\(outcome.lastLine)")
        #expect(String(decoding: try place.contents(name), as: UTF8.self) == edited)
      }
    }
  }
}
