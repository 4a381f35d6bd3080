import Foundation
import MAGFiles
import MAGNumerics
import Testing

@testable import MAGNetwork

@Suite("Reference values") struct ReferenceTests {
  /// z = (2 x₀ + 1, −x₁), of which everything can be worked out by hand.
  private func byHand() throws -> Network<Float> {
    try Network(
      layers: Network<Float>.perceptron(sizes: [2, 2]), parameters: [2, 0, 0, -1, 1, 0])
  }

  private func comparison(
    _ json: String, tolerance: Double = ReferenceComparison.standardTolerance
  ) throws -> ReferenceComparison {
    try withTemporaryFile { url in
      let file = url.deletingPathExtension().appendingPathExtension("json")
      try Data(json.utf8).write(to: file)
      return try ReferenceComparison(
        byHand(), with: ReferenceValues(contentsOf: file), path: "r.json", tolerance: tolerance)
    }
  }

  @Test("equal values agree, with and without gradients")
  func comparison_equal_agrees() throws {
    let plain = try comparison(#"{"images":[[1,2],[0,4]],"logits":[[3,-2],[1,-4]]}"#)
    #expect(plain.verdict == .agrees && plain.count == 2 && plain.samePredictions == 2)
    #expect(plain.logits.relative == 0 && plain.inputGradients == nil)
    let full = try comparison(
      #"{"images":[[1,2],[0,4]],"logits":[[3,-2],[1,-4]],"labels":[0,1],"#
        + #""input_gradients":[[2,0],[0,-1]]}"#)
    #expect(full.verdict == .agrees && full.inputGradients?.relative == 0)
  }

  @Test("the largest difference is found, relative to the image's largest logit")
  func comparison_different_saysWhere() throws {
    let found = try comparison(#"{"images":[[1,2],[0,4]],"logits":[[3,-2],[2,-4]]}"#)
    #expect(found.verdict == .differs)
    #expect(
      found.logits
        == ReferenceComparison.Difference(relative: 0.25, absolute: 1, image: 1, element: 0))
    #expect(
      try comparison(
        #"{"images":[[1,2],[0,4]],"logits":[[3,-2],[2,-4]]}"#, tolerance: 0.25
      ).verdict == .agrees)
    let swapped = try comparison(#"{"images":[[1,2],[0,4]],"logits":[[-2,3],[-4,1]]}"#)
    #expect(swapped.samePredictions == 0)
  }

  @Test("a wrong gradient differs though the logits agree")
  func comparison_wrongGradient_differs() throws {
    let found = try comparison(
      #"{"images":[[1,2],[0,4]],"logits":[[3,-2],[1,-4]],"labels":[0,0],"#
        + #""input_gradients":[[2,0],[0,-1]]}"#)
    #expect(found.verdict == .differs && found.logits.relative == 0)
    #expect(found.inputGradients?.image == 1 && found.inputGradients?.relative == 2)
  }

  @Test("a reference of probabilities, or of their logarithms, is told apart from logits")
  func comparison_distributions_areHinted() throws {
    let shares = try comparison(#"{"images":[[1,2],[0,4]],"logits":[[0.9,0.1],[0.2,0.8]]}"#)
    #expect(shares.hint == "The reference holds probabilities; give the values before the softmax.")
    let third = -1.0986122886681098
    let twoThirds = -0.40546510810816444
    let logarithms = try comparison(
      "{\"images\":[[1,2],[0,4]],\"logits\":[[\(third),\(twoThirds)],[\(twoThirds),\(third)]]}")
    #expect(logarithms.hint?.contains("holds log-probabilities") == true)
    #expect(try comparison(#"{"images":[[1,2],[0,4]],"logits":[[3,-2],[2,-4]]}"#).hint == nil)
    #expect(try comparison(#"{"images":[[1,2],[0,4]],"logits":[[3,-2],[1,-4]]}"#).hint == nil)
  }

  @Test("one image, or the same logits for all, prove nothing unless they differ")
  func comparison_constant_cannotTell() throws {
    #expect(try comparison(#"{"images":[[1,2]],"logits":[[3,-2]]}"#).verdict == .cannotTell)
    #expect(
      try comparison(#"{"images":[[1,2],[1,2]],"logits":[[3,-2],[3,-2]]}"#).verdict == .cannotTell)
    #expect(try comparison(#"{"images":[[1,2]],"logits":[[9,-2]]}"#).verdict == .differs)
  }

  @Test("arrays of a tensor file serve as well, images of any shape")
  func reference_tensors_areRead() throws {
    try withTemporaryFile { url in
      let file = SafetensorsFile(tensors: [
        StoredTensor(name: "images", extents: [2, 1, 2], values: [1, 2, 0, 4] as [Float]),
        StoredTensor(name: "logits", extents: [2, 2], values: [3, -2, 1, -4] as [Double]),
        StoredTensor(name: "labels", extents: [2], values: [0, 1] as [Float]),
        StoredTensor(
          name: "input_gradients", extents: [2, 1, 2], values: [2, 0, 0, -1] as [Float]),
      ])
      try file.write(to: url)
      let found = try ReferenceComparison(
        byHand(), with: ReferenceValues(contentsOf: url), path: "r")
      #expect(found.verdict == .agrees && found.inputGradients != nil)
      try SafetensorsFile(tensors: [file.tensors[0]]).write(to: url)
      #expect(throws: ReferenceFailure.missing(path: url.relativePath)) {
        try ReferenceValues(contentsOf: url)
      }
    }
  }

  @Test(
    "references that do not fit are refused with the array's name",
    arguments: [
      (
        #"{"images":[[1,2],[3]],"logits":[[1,2],[3,4]]}"#,
        "images: expected rows of 2 numbers as in row 0, found 1 in row 1"
      ),
      (
        #"{"images":[[1,2]],"logits":[[1,2],[3,4]]}"#,
        "logits: expected 1 rows as in images, found 2"
      ),
      (
        #"{"images":[[1]],"logits":[[1,2]]}"#,
        "images: expected 2 columns as the network takes, found 1"
      ),
      (#"{"images":[],"logits":[]}"#, "images: expected 2 columns as the network takes, found 0"),
      (
        #"{"images":[[1,2]],"logits":[[1]]}"#,
        "logits: expected 2 columns as the network gives, found 1"
      ),
      (
        #"{"images":[[1,2]],"logits":[[1,2]],"labels":[]}"#,
        "labels: expected 1 rows as in images, found 0"
      ),
      (
        #"{"images":[[1,2]],"logits":[[1,2]],"labels":[2]}"#,
        "labels: expected classes from 0 to 1, found 2"
      ),
      (
        #"{"images":[[1,2]],"logits":[[1,2]],"input_gradients":[[1,2]]}"#,
        "expected labels beside input_gradients, found none"
      ),
      (
        #"{"images":[[1,2]],"logits":[[1,2]],"labels":[0],"input_gradients":[[1]]}"#,
        "input_gradients: expected 2 columns as in images, found 1"
      ),
      (
        #"{"images":[[1,2]],"logits":[[1e300,2]]}"#,
        "logits: expected finite float32 numbers, found 1e+300 in row 0"
      ),
    ])
  func reference_unfit_isRefused(_ json: String, _ words: String) throws {
    let failure = try #require(throws: ReferenceFailure.self) { try comparison(json) }
    #expect(failure.kind == .badData)
    #expect(failure.description.contains(words), "\(failure.description)")
  }

  @Test("JSON without logits, or that is none, is refused with the key")
  func reference_noLogits_isRefused() throws {
    let missing = try #require(throws: JSONFailure.self) { try comparison(#"{"images":[[1]]}"#) }
    #expect(missing.description.contains("'logits' is missing"))
    #expect(throws: JSONFailure.self) { try comparison("[1, 2") }
  }

  @Test("differences that are not finite are null in JSON, and differ")
  func comparison_overflow_isNull() throws {
    let network = try Network<Float>(
      layers: Network<Float>.perceptron(sizes: [2, 2]), parameters: [3e38, 3e38, 0, 0, 0, 0])
    try withTemporaryFile { url in
      let file = url.deletingPathExtension().appendingPathExtension("json")
      try Data(#"{"images":[[9,9],[0,1]],"logits":[[1,2],[3,4]]}"#.utf8).write(to: file)
      let found = try ReferenceComparison(
        network, with: ReferenceValues(contentsOf: file), path: "r.json")
      #expect(found.verdict == .differs)
      let text = String(decoding: try OrderedJSON.encode(found), as: UTF8.self)
      #expect(text.contains(#""relative": null"#) && text.contains(#""verdict": "differs""#))
    }
  }
}
