using RsdtrEdge.Compressor.Training.Engine;

namespace RsdtrEdge.Compressor.Training.Graphs.Updates;

/// <summary>
/// Muon (Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural networks"; about it, Liu et al., arXiv 2502.16982): v' = m v + g, and what is followed is u = g + m v', as Nesterov does.
/// Of each matrix (<see cref="WeightMatrix"/>) the step is about the orthogonal matrix nearest to u, times the root of outputs over inputs where that is above 1; weight decay goes beside it.
/// </summary>
/// <remarks>
/// A product of factors has directions in which it hardly changes with a factor and others in which it changes much, and the gradient's length differs as widely; an orthogonal step goes as far in each.
/// What is no matrix (biases, scales, slopes) has no such step: it goes along u by its own length, as in LARS (You et al., arXiv 1708.03888). With
/// <see cref="Floor"/> for each number a vector of zeros leaves zero, too.
/// </remarks>
internal static class MuonUpdate
{
    /// <summary>What each number of a vector counts for at least, as a root of a mean square.</summary>
    public const double Floor = 0.01;

    /// <summary>Iterations on the way to the orthogonal matrix: singular values of 0.003 times the length of u or more end between 0.68 and 1.21, near enough to each other, smaller ones below.</summary>
    public const int Rounds = 5;

    // What a length is raised by, so that of zeros nothing is divided by zero.
    private const double Least = 1e-12;

    /// <summary>Writes it.</summary>
    /// <returns>The step, which the rate multiplies.</returns>
    public static string Write(UpdateNodes nodes, UpdateTerms terms, OptimizerSettings settings, ParameterLayout layout)
    {
        string velocity = nodes.NodeTo(UpdateGraph.New(UpdateGraph.Velocity), "Add", nodes.Times(UpdateGraph.Velocity, settings.Momentum), terms.Gradient);
        string[] followed = nodes.Cut(nodes.Node("Add", terms.Gradient, nodes.Times(velocity, settings.Momentum)), layout);
        string[] weights = nodes.Cut(UpdateGraph.Parameters, layout);
        string[] steps = [.. layout.Tensors.Select((tensor, index) => Step(nodes, tensor, followed[index], weights[index]))];
        return nodes.Node("Add", nodes.Join(steps), terms.Pull);
    }

    private static string Step(UpdateNodes nodes, TrainedTensor tensor, string followed, string weight)
    {
        if (tensor.Matrix is not { } matrix)
        {
            string size = nodes.Node("Sqrt", nodes.Node("Add", nodes.SquaredLength(weight), nodes.Scalar(tensor.Length * Floor * Floor)));
            return nodes.Node("Mul", Direction(nodes, followed, nodes.Length(followed)), size);
        }

        string each = nodes.Reshape(followed, matrix.Count, matrix.Rows, matrix.Columns);
        string direction = Direction(nodes, each, nodes.Node("Sqrt", nodes.SumOfSquares(each, 1, 2)));
        // A single row or column is orthogonal as soon as its length is 1.
        string orthogonal = matrix.Rows > 1 && matrix.Columns > 1 ? Orthogonal(nodes, direction, isTall: matrix.Rows > matrix.Columns) : direction;
        string step = nodes.Reshape(orthogonal, -1);
        return matrix.Outputs > matrix.Inputs ? nodes.Times(step, Math.Sqrt(matrix.Outputs / (double)matrix.Inputs)) : step;
    }

    private static string Direction(UpdateNodes nodes, string followed, string length) => nodes.Node("Div", followed, nodes.Node("Add", length, nodes.Scalar(Least)));

    // A Newton-Schulz iteration: x (3.4445 - 4.775 s + 2.0315 s s), where s = x'x of a tall x and x x' of a wide one, whichever is smaller. The coefficients are those of Jordan et al.: they
    // raise small singular values fast, and so never settle at 1.
    private static string Orthogonal(UpdateNodes nodes, string x, bool isTall)
    {
        for (int round = 0; round < Rounds; round++)
        {
            string turned = nodes.Transpose(x, 0, 2, 1);
            string square = isTall ? nodes.Node("MatMul", turned, x) : nodes.Node("MatMul", x, turned);
            string factor = nodes.Node("Add", nodes.Times(square, -4.775), nodes.Times(nodes.Node("MatMul", square, square), 2.0315));
            x = nodes.Node("Add", nodes.Times(x, 3.4445), isTall ? nodes.Node("MatMul", x, factor) : nodes.Node("MatMul", factor, x));
        }

        return x;
    }
}
