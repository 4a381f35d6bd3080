/// The help of `mag film` as people read it on 80 columns.
///
/// After a wanted change, paste what the program prints.
enum FilmHelp {
  static let text = """
    OVERVIEW: Walk the path of an attack on one image and find every class change
    on it.

    PGD moves an image in straight steps. Each step is walked exactly, for
    piecewise linear networks: the step and the part of it at which the class
    changes, the angle between the step and the boundary, arcsin |n·d| / (‖n‖ ‖d‖),
    and for every iterate the margin f_y − max f_j, the loss, and the share ‖P δ‖²
    / ‖δ‖² of the perturbation δ that lies on the manifold.

    Of several --restarts the run is shown whose last iterate is furthest past its
    aim. A film has at most 10 000 --steps.

    Files: film.png, .svg, .pdf, .json and .csv; with --out one, one.png and so on.

    Examples:
      mag film model.safetensors --index 7 --out film
      mag film baseline.safetensors robust.safetensors --index 1 --to 3
      mag film model.safetensors --index 7 --start uniform --json film.json

    USAGE: mag film [<options>] <file> ... --index <number>

    ARGUMENTS:
      <file>                  Checkpoints (safetensors, PyTorch, NumPy, ONNX or
                              NNet).

    ATTACK:
      --norm <linf|l2>        How the size of a perturbation is measured. (values:
                              linf, l2; default: linf)
      --box <none|unit|data>  Values that pixels may take: any, [0, 1], or each
                              pixel's range over the training images (default: none
                              for projected inputs, unit for raw ones). (values:
                              none, unit, data)
      --steps <steps>         Steps of PGD. (default: 40)
      --step-size <step>      Length of a step of PGD in pixel units, images being
                              in [0, 1] (default: 2.5 ε / steps).
      --start <none|uniform>  Where PGD starts in the ball. (values: none, uniform;
                              default: none)
      --restarts <restarts>   Runs of PGD an image, each from its own random start.
                              (default: 1)
      --gradient <kind>       The function of the logits whose input gradient is
                              followed. (values: loss, true-logit, predicted-logit,
                              margin; default: loss)

    DATA:
      --data <full|sample|DIR>
                              full MNIST from the cache, the embedded sample of it,
                              or a folder with four IDX files or an .npz archive,
                              or the archive. (default: full)
      --split <split>         The images that are measured. (values: test, train,
                              validation; default: test)
      --validation <images>   Training images set aside from the end, left out of
                              the manifold's fit too. (default: 0)

    MANIFOLD:
      --manifold-reading <reading>
                              One PCA of all, k components of every class stacked,
                              or of each image's own class (leaks the label).
                              (values: global, per-class, own-class; default:
                              global)
      --centering <centering> What the mean has to do with it: no mean anywhere;
                              subtracted and added back; or the components of the
                              centred PCA without the mean. (values: uncentered,
                              centered, centered-components; default: uncentered)
      --components <k>        Principal components k, in all or of each class.
                              (default: 28)
      --basis <file>          An orthonormal basis [k, d] of your own instead:
                              tensor W of a safetensors file, or a .npy array.

    INPUTS:
      --inputs <raw|projected>
                              Raw images, or images projected on the manifold
                              (default: what the checkpoint says, else raw).
                              (values: raw, projected)
      --scale, --input-scale <factor>
                              What pixels in [0, 1] are multiplied by for the
                              network, 255 for one of bytes (default: what the
                              checkpoint says, else 1).
      --mean, --input-mean <means>
                              What is subtracted next: a number, or one a channel
                              with commas (default likewise, else 0).
      --std, --input-std <stds>
                              What it is divided by at last, likewise (default
                              likewise, else 1).
      --activation <name>     The activation after every dense layer but the last,
                              where the file names none: relu, leaky-relu:SLOPE,
                              hard-tanh, sigmoid, tanh, gelu, softplus, elu:ALPHA,
                              identity (default: relu, which is said).
      --transposed            The weights lie as [inputs, outputs], whatever the
                              custom of the file's format is.
      --architecture <file.yaml>
                              A YAML file that names the layers, for state dicts of
                              networks that are no chain of dense layers; see
                              Documentation/checkpoints.md.

    OUTPUT:
      --out <basename>        Where the figure goes, without an extension; its data
                              are written beside it as .json and .csv (default: a
                              name in this folder, or no figure with --json).
      --json <file|->         Write the results as JSON; - for standard output,
                              which then holds nothing else.
      --format <list>         Kinds of picture, of png, png@2x, svg and pdf
                              (default: png,svg,pdf).
      --width <width>         Width in inches, or a name for column 3.25, page
                              6.75, icml 3.25, icml-page 6.75, neurips 5.5, iclr
                              5.5, jmlr 6, tmlr 6.5, aaai 3.3125, aaai-page 7, cvpr
                              3.28125, cvpr-page 6.875. (default: page)
      --palette <palette>     Colours: standard, okabe-ito, tol-bright, gray.
                              (default: standard)
      --theme <paper|dark>    paper, or dark for slides and web pages. (default:
                              paper)
      --font <family>         The family of all text. (default: DejaVu Sans)
      --font-size <points>    Size of labels in points; all other text keeps its
                              proportion to them. (default: 7.5)
      --models <name,name>    Show these models alone, in this order; the data keep
                              all.
      --title <text>          Words over the picture, inside the graphic (default:
                              none).
      --svg-text <text|outline>
                              Text of an svg: text in a stack of fonts, or outlines
                              of the very font. (values: text, outline; default:
                              text)
      --dpi <dpi>             Pixels an inch of a png. (default: 300)

    RUN:
      --seed <seed>           Of everything that is drawn at random. (default: 0)
      --threads <threads>     Threads to use (default: all cores); the results do
                              not depend on it.
      --quiet                 No progress and no notices on standard error.

    OPTIONS:
      --index <number>        The image's number in the split.
      --to <class>            The class to attack towards (default: away from the
                              image's label).
      --epsilon <epsilon>     The radius of the attack in pixel units. (default:
                              0.1)
      --method <method>       How class changes are found. (values: auto, exact,
                              sampled; default: auto)
      --samples <samples>     Samples on each step of the sampled method. (default:
                              100)
      --frames <count>        Images that the figure shows of each checkpoint
                              (default: 8, or 4 where checkpoints stand beside each
                              other).
      --perturbations         Show the perturbation below each image of the figure.
      --version               Show the version.
      -h, --help              Show help information.
    """
}
