import Foundation
import MAG
import Testing

@Suite("Failures of one checkpoint among several") struct NamedFailureTests {
  /// Every command that walks, on the toy images.
  static let lines = [
    "crossings FILES --pairs 0:1", "atlas FILES --pairs 2", "film FILES --index 1",
    "tilt FILES", "slice FILES --indices 0,1,3 --resolution 4",
  ]

  /// Runs a line on a good checkpoint and a bad one, and expects the bad one's name.
  private func expect(
    _ line: String, _ place: Workplace, _ file: String, _ code: Int32, _ words: String...
  ) throws {
    let command = line.replacing("FILES", with: "toy.safetensors \(file)")
    let outcome = try place.runToy(command + " --json out.json")
    #expect(outcome.code == code, "\(outcome.errors)")
    #expect(outcome.lastLine.hasPrefix("error: \(file): "), "\(outcome.errors)")
    for word in words { #expect(outcome.lastLine.contains(word), "\(outcome.errors)") }
    #expect(!(try place.names().contains("out.json")))
  }

  @Test("a smooth network that is to be walked exactly", arguments: lines)
  func exact_smooth_isNamed(_ line: String) throws {
    try Workplace.use { place in
      try place.toy()
      try place.checkpoint(
        "smooth.safetensors", sizes: [4, 3, 2], activation: .gelu, inputs: "raw")
      try expect(line + " --method exact", place, "smooth.safetensors", 64, "gelu")
    }
  }

  @Test("a network of other images", arguments: lines)
  func dimension_other_isNamed(_ line: String) throws {
    try Workplace.use { place in
      try place.toy()
      try place.checkpoint("wide.safetensors", sizes: [9, 3, 2], inputs: "raw")
      try expect(line, place, "wide.safetensors", 65, "9 inputs", "4 pixels")
    }
  }

  @Test("a network whose logits overflow, with the images where they do", arguments: lines)
  func logits_overflow_areNamed(_ line: String) throws {
    try Workplace.use { place in
      try place.toy()
      // Ten layers, each of which multiplies by 1e37 and more.
      let sizes = [4] + [Int](repeating: 2, count: 10)
      var network = try Network<Float>(
        layers: Network<Float>.perceptron(sizes: sizes),
        parameters: [Float](repeating: 1e37, count: 10 + 9 * 6))
      network.parameters[0] = 2e37
      try Checkpoint.write(
        network, metadata: [:], to: place.folder.appendingPathComponent("loud.safetensors"))
      let isPair = line.hasPrefix("crossings")
      try expect(
        line, place, "loud.safetensors", 65, "NaN or infinite", isPair ? "path 0" : "image")
    }
  }
}
