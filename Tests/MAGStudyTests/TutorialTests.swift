import Foundation
import MAG
import Testing

/// The library's tutorial: its program is `Snippets/MeasureAndDraw.swift`, and does what it says.
@Suite("The library's tutorial") struct TutorialTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  @Test("the article shows the program that is compiled here, in about 20 lines")
  func article_program_isTheSnippet() throws {
    let snippet = try String(
      contentsOf: Self.folder.appendingPathComponent("Snippets/MeasureAndDraw.swift"),
      encoding: .utf8)
    let article = try String(
      contentsOf: Self.folder.appendingPathComponent(
        "../../Sources/MAG/MAG.docc/MeasureAndDraw.md"
      ).standardizedFileURL,
      encoding: .utf8)
    let blocks = article.components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 1)
    let shown = try #require(blocks.first?.components(separatedBy: "```").first)
    #expect(shown == snippet)
    #expect(shown.split(separator: "\n").count <= 20)
  }

  @Test("gradients of a network without off-manifold weights lie on the manifold")
  func program_projectedNetwork_measuresOne() throws {
    try withScratch { folder in
      let manifold = try Manifold.fit(MNIST.load(.sample).train)
      var generator = SeededGenerator(seed: 5)
      let network = try Network<Float>(
        layers: Network<Float>.perceptron(sizes: [784, 12, 10]), initialization: .he,
        using: &generator)
      func measured(_ network: Network<Float>) throws -> Double? {
        let file = folder.appendingPathComponent("mine.safetensors")
        try Checkpoint.write(network, metadata: [:], to: file)
        return try measureAndDraw(file, into: folder)
      }
      let control = try ProjectedControl.projectFirstLayer(of: network, onto: manifold.basis)
      // Weights rounded to float32 leave about 1e-7 of a gradient outside the span.
      #expect(try abs((measured(control) ?? 0) - 1) < 1e-6)
      // Random weights lie in it to about √(28 / 784) = 0.19.
      let random = try #require(try measured(network))
      #expect(random > 0.1 && random < 0.3)
      for file in ["alignment.pdf", "alignment.svg", "alignment.csv"] {
        let path = folder.appendingPathComponent(file).path
        #expect(FileManager.default.fileExists(atPath: path), "\(file)")
      }
      let data = try Data(contentsOf: folder.appendingPathComponent("alignment.json"))
      let figure = try Figure1.read(data, from: "alignment.json")
      #expect(figure.modelNames == ["mine"])
      #expect(figure.models.first?.cosines.count == 2000)
      // The two sum the same 2000 values in orders of their own.
      let mean = try #require(figure.models.first?.mean)
      #expect(abs(mean - random) < 1e-12)
    }
  }
}
