import Foundation
import MAGFigures
import MAGGeometry
import MAGStudy

/// The boundary crossings of one model, from whichever kind of file they were read.
struct CrossingSample: Sendable {
  var model: String
  /// Which paths; the name of the figure or measurement.
  var source: String
  var crossings: [DecompositionFigure.Crossing]
  /// Which of its crossings, where there are two kinds; nil for all.
  var kind: String?
  /// Nil where only the crossings are known.
  var lines: Int?
  var isSampled = false
  /// Crossings at a kink, whose angle is known on each side only.
  var oneSided = 0
  /// Paths between two equal images.
  var identicalEnds = 0
  var certificates = 0
  var failedCertificates = 0

  init(_ entry: ReportMaterial.Entry) {
    let pairs = entry.result.pairs ?? []
    model = entry.model
    source = entry.source
    crossings = pairs.flatMap(\.crossings).map { DecompositionFigure.Crossing($0) }
    lines = pairs.count
    isSampled = pairs.contains { $0.method == .sampled }
    oneSided = pairs.flatMap(\.crossings).count { $0.anglesOneSided != nil }
    identicalEnds = pairs.count { $0.status == .identicalEnds }
    certificates = pairs.count { $0.certificate != nil }
    failedCertificates = pairs.count { $0.certificate?.holds == false }
  }

  init(_ model: DecompositionFigure.Model, source: String) {
    self.model = model.name
    self.source = source
    crossings = model.crossings
    isSampled = model.method == .sampled
  }

  /// The crossings of paths in the manifold's span, whose angles have caps, apart from those of paths
  /// that leave it; the sample itself where there is one kind only.
  var kinds: [CrossingSample] {
    let leaving = crossings.filter { $0.onManifoldTerm != nil }
    guard !leaving.isEmpty, leaving.count < crossings.count else { return [self] }
    var (inside, outside) = (self, self)
    inside.crossings = crossings.filter { $0.onManifoldTerm == nil }
    inside.kind = "paths in the span"
    outside.crossings = leaving
    outside.kind = "paths that leave it"
    return [inside, outside]
  }

  var angles: [Double] { crossings.compactMap(\.angleDegrees) }

  /// arcsin c(n) in degrees of the crossings that have a cap: those of paths in the span.
  var caps: [Double] {
    crossings.filter { $0.inManifoldCosine != nil }.compactMap(\.alignment).map {
      asin(min(1, $0)) * 180 / .pi
    }
  }

  /// By how much the sines of the angles miss what their parts give, |sin θ − c(n) · cos| or
  /// |sin θ − |a + b||; empty where no crossing has parts.
  var identityErrors: [Double] {
    crossings.compactMap { crossing in
      guard let angle = crossing.angleDegrees else { return nil }
      let sine = sin(angle * .pi / 180)
      if let alignment = crossing.alignment, let cosine = crossing.inManifoldCosine {
        return abs(sine - alignment * cosine)
      }
      if let on = crossing.onManifoldTerm, let off = crossing.offManifoldTerm {
        return abs(sine - abs(on + off))
      }
      return nil
    }
  }
}

extension ReportMaterial {
  /// The crossings of all measurements, and those of figures whose models have no measured ones.
  var crossingSamples: [CrossingSample] {
    var samples = groups.filter { $0.schema == "mag.crossings/1" }.flatMap(\.entries)
      .map { CrossingSample($0) }
    let measured = Set(samples.map(\.model))
    for figure in figures {
      guard figure.source != nil, let decomposition = figure.figure as? DecompositionFigure,
        !measured.isSuperset(of: decomposition.modelNames)
      else { continue }
      samples += decomposition.models.map {
        CrossingSample($0, source: decomposition.paths)
      }
    }
    return samples
  }
}

/// The on-manifold cosines of one model's input gradients.
struct CosineSample: Sendable {
  var model: String
  var summary: AlignmentSummary
}

extension ReportMaterial {
  /// The cosines of all measurements, and those of figures whose models have no measured ones.
  var cosineSamples: [CosineSample] {
    var samples = groups.filter { $0.schema == "mag.alignment/1" }.flatMap(\.entries)
      .compactMap { entry in
        entry.result.alignment.map { CosineSample(model: entry.model, summary: $0.cosine) }
      }
    for figure in figures.compactMap({ $0.figure as? Figure1 }) {
      let known = Set(samples.map(\.model))
      for model in figure.models where !known.contains(model.name) {
        let missing = [Double?](repeating: nil, count: max(0, model.undefinedCount))
        samples.append(
          CosineSample(model: model.name, summary: AlignmentSummary(model.cosines + missing)))
      }
    }
    return samples
  }
}
