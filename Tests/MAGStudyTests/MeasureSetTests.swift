import MAGAttack
import MAGData
import MAGNumerics
import Testing

@testable import MAGStudy

@Suite("Prepared images") struct MeasureSetTests {
  @Test("raw images are the pixels, projected ones their projections")
  func images_forms_followManifold() throws {
    let raw = try Toy.measured(.raw)
    let projected = try Toy.measured(.projected)
    #expect(raw.images == raw.set.images)
    #expect(projected.images == (try projected.manifold.project(raw.set.images)))
    #expect(raw.images != projected.images)
  }

  @Test("exact images come from the bytes, in the order asked for")
  func exact_indices_keepOrder() throws {
    let raw = try Toy.measured(.raw)
    let exact = try raw.exact(at: [5, 2])
    #expect(exact[0, 3] == Double(raw.set.bytes[5 * 16 + 3]) / 255)
    #expect(exact[1, 0] == Double(raw.set.bytes[2 * 16]) / 255)
    let projected = try Toy.measured(.projected)
    #expect(try projected.exact(at: [5]) == projected.manifold.projectExactly(raw.set, at: [5]))
  }

  @Test("an image that is not there is refused with what there is", arguments: [-1, 40])
  func indices_outside_areRefused(_ index: Int) throws {
    let set = try Toy.measured()
    let failure = MeasureFailure.index(found: index, count: 40)
    #expect(throws: failure) { try set.exact(at: [0, index]) }
    #expect(throws: failure) { try set.subjects(at: [index]) }
  }

  @Test("chosen subjects keep their numbers and labels")
  func subjects_indices_keepNumbers() throws {
    let set = try Toy.measured()
    let subjects = try set.subjects(at: [8, 3])
    #expect(subjects.indices == [8, 3])
    #expect(subjects.labels == [2, 0])
    #expect(subjects.images == set.images.rows(at: [8, 3]))
  }

  @Test("a network of other inputs, or without a logit for a label, is refused")
  func check_misfit_isRefused() throws {
    let set = try Toy.measured()
    #expect(throws: MeasureFailure.inputDimension(expected: 5, found: 16)) {
      try set.check(Toy.linear([[1, 2, 3, 4, 5], [0, 0, 0, 0, 1]], bias: [0, 0]))
    }
    let row = [Float](repeating: 1, count: 16)
    #expect(throws: MeasureFailure.tooFewClasses(classes: 2, label: 2)) {
      try set.check(Toy.linear([row, row], bias: [0, 0]))
    }
  }

  @Test("a manifold for images of another size is refused, also for raw images")
  func init_otherManifold_isRefused() throws {
    let basis = Matrix<Double>(rows: 1, columns: 3, storage: [1, 0, 0])
    let manifold = try Manifold(basis: basis)
    #expect(throws: ManifoldFailure.wrongInputDimension(expected: 3, found: 16)) {
      try MeasurementSet(Toy.images(), manifold: manifold, inputs: .raw)
    }
  }

  @Test("the data box is each pixel's range over the training images in the same form")
  func box_data_isRangeOfTraining() throws {
    let set = try Toy.measured(.projected)
    let training = Toy.images(25, seed: 7)
    let prepared = try MeasurementSet(training, manifold: set.manifold, inputs: .projected).images
    guard case .data(let lower, let upper) = try set.box(.data, training: training) else {
      Issue.record("expected limits")
      return
    }
    for pixel in 0..<16 {
      let values = (0..<25).map { prepared[$0, pixel] }
      #expect(lower[pixel] == values.min())
      #expect(upper[pixel] == values.max())
    }
    #expect(try set.box(.none, training: training) == .none)
    #expect(try set.box(.unit, training: training) == .unit)
  }

  @Test("raw images are attacked in [0, 1], projected ones without limits")
  func standardBox_inputs_differ() {
    #expect(Inputs.raw.standardBox == .unit)
    #expect(Inputs.projected.standardBox == .none)
  }
}
