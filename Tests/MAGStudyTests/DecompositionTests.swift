import Foundation
import MAGFigures
import MAGGeometry
import MAGNetwork
import Testing

@testable import MAGStudy

@Suite("Parts of crossing angles for their figure") struct DecompositionTests {
  private func crossings(_ inputs: Inputs) throws -> [PairResult] {
    let images = try Toy.measured(inputs)
    let segments = try Segments((0..<20).map { Pair(from: $0, to: $0 + 19) }, of: images)
    return try Measure.crossings(
      Network<Double>(Toy.network()), on: segments, basis: Toy.manifold().basis)
  }

  @Test("all crossings of all segments are taken over in order, with every part")
  func model_pairs_areWhole() throws {
    for inputs in [Inputs.projected, .raw] {
      let results = try crossings(inputs)
      let model = DecompositionFigure.Model(name: "m", results)
      let walked = results.flatMap(\.crossings)
      #expect(model.name == "m" && walked.count > 5)
      #expect(model.crossings.map(\.angleDegrees) == walked.map(\.angleDegrees))
      #expect(model.crossings.map(\.alignment) == walked.map(\.alignment))
      #expect(model.crossings.map(\.inManifoldCosine) == walked.map(\.inManifoldCosine))
      #expect(model.crossings.map(\.directionAlignment) == walked.map(\.directionAlignment))
      #expect(model.crossings.map(\.onManifoldTerm) == walked.map(\.onManifoldTerm))
      #expect(model.crossings.map(\.offManifoldTerm) == walked.map(\.offManifoldTerm))
      // Projected ends stay in the span, raw ones leave it.
      #expect(walked.allSatisfy { ($0.inManifoldCosine == nil) == (inputs == .raw) })
      #expect(DecompositionFigure(paths: "", models: [model]).hasParts)
    }
    #expect(!DecompositionFigure(paths: "", models: [.init(name: "m", [])]).hasParts)
  }

  private func figure(_ families: [AtlasFamily], inputs: Inputs) throws -> (
    DecompositionFigure, [Atlas.Entry]
  ) {
    let entries = try Atlas.measure(
      [AtlasToy.model(inputs: inputs)], settings: AtlasToy.settings(60, families: families))
    return (DecompositionFigure(names: ["toy"], results: entries), entries[0])
  }

  @Test("an atlas gives its natural lines a cap and its adversarial lines terms")
  func atlas_families_haveTheirRows() throws {
    let (figure, entries) = try figure(AtlasFamily.allCases, inputs: .projected)
    let parts = figure.models[0].crossings
    let capped = parts.filter { $0.inManifoldCosine != nil }
    let terms = parts.filter { $0.onManifoldTerm != nil }
    #expect(capped.map(\.angleDegrees) == entries[0].crossings.map(\.angleDegrees))
    #expect(terms.map(\.angleDegrees) == entries[1].crossings.map(\.angleDegrees))
    #expect(!capped.isEmpty && !terms.isEmpty)
    #expect(
      figure.paths == "60 other-class lines a model, and for the terms as many adversarial ones")
  }

  @Test("families never share a row: where natural lines leave the span, adversarial ones are out")
  func atlas_raw_isOneFamily() throws {
    let (figure, entries) = try figure([.adversarial, .sameClass], inputs: .raw)
    #expect(figure.paths == "60 same-class lines a model")
    let natural = entries[1].crossings
    #expect(!natural.isEmpty && !entries[0].crossings.isEmpty)
    #expect(figure.models[0].crossings.map(\.onManifoldTerm) == natural.map(\.onManifoldTerm))
    let (alone, attacked) = try self.figure([.adversarial], inputs: .raw)
    #expect(alone.paths == "60 adversarial lines a model")
    #expect(
      alone.models[0].crossings.map(\.offManifoldTerm)
        == attacked[0].crossings.map(\.offManifoldTerm))
  }
}
