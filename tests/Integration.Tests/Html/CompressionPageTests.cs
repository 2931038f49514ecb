using RsdtrEdge.Compressor.Reports;
using RsdtrEdge.Compressor.Training;
using RsdtrEdge.Tools.Rsdtr.Html;

namespace RsdtrEdge.Integration.Tests.Html;

public sealed class CompressionPageTests
{
    private const string Dash = "\u2013";

    [Fact]
    public void The_head_names_the_network_the_verdict_and_what_is_left()
    {
        PageReader page = Read(SampleReports.Full());
        Assert.Equal("classifier.onnx: compression report", page.Root.Element("head")!.Element("title")!.Value);
        Assert.Equal("classifier.onnx", Assert.Single(page.Root.Descendants("h1")).Value);
        string head = page.Root.Descendants("header").Single().Value;
        Assert.Contains("40.0 %4,000 of 10,000, limit 5,000", head, StringComparison.Ordinal);
        Assert.Contains("60.0 %60,000 of 100,000, limit 60,000", head, StringComparison.Ordinal);
        Assert.Contains("0.0264on 65 images, limit 0.1500", head, StringComparison.Ordinal);
        Assert.Equal(
            ["Size and work", "Outputs", "Time (estimate)", "Time (measured)", "Layers at a glance", "Layers", "The choice", "Source and tool"], page.Sections);
    }

    [Theory]
    [InlineData(Verdict.Met, "met", "\u2713 inside the budget (pi4)")]
    [InlineData(Verdict.PassedThrough, "passedThrough", "= inside the budget already: passed through unchanged (pi4)")]
    [InlineData(Verdict.NotMet, "notMet", "\u2717 outside the budget (pi4)")]
    public void Each_verdict_has_words_a_sign_and_a_colour(Verdict verdict, string kind, string text)
    {
        PageReader page = Read(SampleReports.Full() with { Verdict = verdict });
        Assert.Equal(text, Assert.Single(page.Root.Descendants("p"), one => one.Attribute("class")?.Value == $"verdict {kind}").Value);
        Assert.Contains($".{kind} {{ background:", PageStyle.Sheet, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_budget_the_verdict_is_that_it_is_done()
    {
        PageReader page = Read(SampleReports.Full() with { Budget = null });
        Assert.Contains(page.Root.Descendants("p"), one => one.Value == "\u2713 done");
        Assert.Equal(["10,000", "4,000", "40.0 %", "", "", ""], page.Row("costs", "parameters"));
        Assert.Equal(["", "0.0264", "", ""], page.Row("outputs", "relative output error"));
    }

    [Fact]
    public void Figures_stand_beside_their_limits()
    {
        PageReader page = Read(SampleReports.Full());
        Assert.Equal(["figure", "before", "after", "of before", "limit", "of limit", "limit kept"], page.Columns("costs"));
        Assert.Equal(["10,000", "4,000", "40.0 %", "5,000", "80.0 %", "kept"], page.Row("costs", "parameters"));
        Assert.Equal(["50,000", "30,000", "60.0 %", "30,000", "100.0 %", "kept"], page.Row("costs", "MACs"));
        Assert.Equal(["100,000", "60,000", "60.0 %", "60,000", "100.0 %", "kept"], page.Row("costs", "FLOPs (2 x MACs)"));
        Assert.Equal(["41,000", "17,000", "41.5 %", "30,000", "56.7 %", "kept"], page.Row("costs", "bytes"));
        Assert.Equal(["8,192", "12,288", "150.0 %", "", "", ""], page.Row("costs", "peak activation bytes (estimate)"));
        Assert.Equal(["", "0.0264", "at most 0.1500", "kept"], page.Row("outputs", "relative output error"));
        Assert.Equal(["", "98.50 %", "at least 97.00 %", "kept"], page.Row("outputs", "same top-1 class as the original"));
        Assert.Equal(["81.00 %", "80.30 %", "", ""], page.Row("outputs", "top-1"));
        Assert.Equal(["0.0123"], page.Row("outputs", "boxes", table: 1));
    }

    [Fact]
    public void A_limit_that_is_not_kept_is_said_to_be_and_so_is_one_that_was_not_checked()
    {
        CompressionReport full = SampleReports.Full();
        PageReader page = Read(full with
        {
            Budget = full.Budget! with { Parameters = 3_999, MinAgreement = 0.99, PeakActivationBytes = 1 },
            After = full.After with { PeakActivationBytes = null },
            Receipt = full.Receipt! with { OutputError = double.PositiveInfinity },
        });
        Assert.Equal("not kept", page.Row("costs", "parameters")[^1]);
        Assert.Equal(["", "Infinity", "at most 0.1500", "not kept"], page.Row("outputs", "relative output error"));
        Assert.Equal("not kept", page.Row("outputs", "same top-1 class as the original")[^1]);
        Assert.Equal(["8,192", Dash, Dash, "1", Dash, "not checked"], page.Row("costs", "peak activation bytes (estimate)"));
    }

    [Fact]
    public void Labels_that_were_not_counted_are_told()
    {
        CompressionReport full = SampleReports.Full();
        PageReader page = Read(full with { Receipt = full.Receipt! with { Top1Before = null, Top1After = null, LabelsIgnored = "has a label 9, and the network has the classes 0 to 8" } });
        Assert.Equal([Dash, Dash, "", ""], page.Row("outputs", "top-1"));
        Assert.Contains("Top-1 is left out, because the data has a label 9", page.Text("outputs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_keeps_no_limit()
    {
        CompressionReport full = SampleReports.Full();
        PageReader page = Read(full with { Receipt = full.Receipt! with { Inputs = InputKinds.Synthetic } });
        Assert.Equal("not checked", page.Row("outputs", "relative output error")[^1]);
        Assert.Contains("no statement about accuracy", page.Text("outputs"), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_layer_has_a_row()
    {
        PageReader page = Read(SampleReports.Full());
        Assert.Equal(
            [
                "layer", "kernel", "family", "ranks", "shift", "plan", "parameters before", "parameters after", "of before", "MACs after", "relative error",
                "estimated \u00B5s before", "estimated \u00B5s after", "dense because",
            ],
            page.Columns("layers"));
        // 16 x 8 x 3 x 3 numbers.
        Assert.Equal(["16x8x3x3", "ring", "2,3,4,5", "1", "C|ij|T", "1,152", "576", "50.0 %", "12,345", "0.1250", "200.0", "100.3", ""], page.Row("layers", "first"));
        Assert.Equal(["10x64", "dense", "", "", "dense", "640", "640", "100.0 %", "640", "0.0000", "2.1", "2.1", "the limits are met without it"], page.Row("layers", "second"));
    }

    [Theory]
    [InlineData(SteeringKinds.Images, "auto", "that of the layer's output against the original's, with what earlier layers have lost")]
    [InlineData(SteeringKinds.Images, "paper", "that of the layer's kernel")]
    [InlineData(SteeringKinds.Kernels, "auto", "that of the layer's kernel")]
    public void What_a_layers_error_is_of_is_said(string steering, string method, string meaning)
    {
        CompressionReport full = SampleReports.Full();
        PageReader page = Read(full with { Allocation = full.Allocation! with { Steering = steering }, Tool = full.Tool with { Method = method } });
        Assert.Contains($"The relative error is {meaning}.", page.Text("layers"), StringComparison.Ordinal);
        Assert.Contains($"Relative error of each layer: {meaning}", page.Text("bars"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_of_unknown_size_has_dashes_and_no_columns_of_times_that_nobody_predicted()
    {
        PageReader page = Read(SampleReports.Full() with
        {
            Layers = [new LayerReport("first", [], "dense", [], null, "dense", 7, null, double.NaN, "its shape is unknown")],
            Allocation = null,
        });
        Assert.Equal([Dash, "dense", "", "", "dense", Dash, "7", Dash, Dash, "NaN", "its shape is unknown"], page.Row("layers", "first"));
        Assert.Equal(["bars-error", "bars-parameters"], page.Pictures.Select(picture => picture.Attribute("aria-labelledby")!.Value.Split("-title")[0])
            .Where(name => name.StartsWith("bars", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        // No bar stands for what is not known.
        Assert.Equal(["0"], page.Bars("bars-parameters", "before"));
        Assert.Equal(["0"], page.Bars("bars-error", "after"));
    }

    [Fact]
    public void Bars_are_as_long_as_their_figures()
    {
        // The longest figure is 500 long: 1,152 parameters, 200.04 us, an error of 0.125.
        PageReader page = Read(SampleReports.Full());
        Assert.Equal(["500", "277.78"], page.Bars("bars-parameters", "before"));
        Assert.Equal(["250", "277.78"], page.Bars("bars-parameters", "after"));
        Assert.Equal(["500", "0"], page.Bars("bars-error", "after"));
        Assert.Equal(["500", "5.25"], page.Bars("bars-time", "before"));
        Assert.Equal(["250.6", "5.25"], page.Bars("bars-time", "after"));
    }

    [Fact]
    public void An_infinite_error_is_the_longest_bar_and_shortens_no_other()
    {
        CompressionReport full = SampleReports.Full();
        PageReader page = Read(full with { Layers = [full.Layers[0], full.Layers[1] with { Error = double.PositiveInfinity }] });
        Assert.Equal(["500", "500"], page.Bars("bars-error", "after"));
        Assert.Equal("Infinity", page.Row("layers", "second")[9]);
    }

    [Fact]
    public void Predicted_times_are_called_estimates_where_they_are()
    {
        PageReader page = Read(SampleReports.Full());
        Assert.Equal(["figure", "estimated before", "estimated after", "speed", "limit", "limit kept"], page.Columns("prediction"));
        Assert.Equal(["3", "1.5", "2.00x", "4", "kept"], page.Row("prediction", "milliseconds"));
        Assert.Contains("nothing was measured on the board", page.Text("prediction"), StringComparison.Ordinal);
        Assert.DoesNotContain("ONNX Runtime there", page.Text("prediction"), StringComparison.Ordinal);

        CompressionReport full = SampleReports.Full();
        LatencyReport latency = full.Allocation!.Latency! with { IsEstimate = false, Board = "Board 5", PredictionError = 0.08, IsNetworkTimed = true };
        page = Read(full with { Allocation = full.Allocation with { Latency = latency }, Budget = full.Budget! with { LatencyMs = 1 } });
        Assert.Contains("Time (prediction)", page.Sections);
        Assert.Equal(["3", "1.5", "2.00x", "1", "not kept"], page.Row("prediction", "milliseconds"));
        Assert.Contains("the whole network timed, median error of single layers 8 %", page.Text("prediction"), StringComparison.Ordinal);
        Assert.Contains("Board 5", page.Text("prediction"), StringComparison.Ordinal);
        Assert.Contains("predicted \u00B5s before", page.Columns("layers"));
    }

    [Fact]
    public void Measured_times_have_a_table_of_their_own()
    {
        PageReader page = Read(SampleReports.Full());
        Assert.Equal(["0.91x", "0.88x", "0.93x", "40", "2.5", "2.75", "no"], page.Row("speed", "as it was chosen"));
        Assert.Equal(["1.11x", "1.07x", "1.14x", "41", "2.5", "2.25", "the clock fell; other programs ran"], page.Row("speed", "as it is written"));
        string text = page.Text("speed");
        Assert.Contains("2 threads", text, StringComparison.Ordinal);
        Assert.Contains("Not slower than the original since layers fell back", text, StringComparison.Ordinal);
        Assert.Contains("because their chains took longersecond", text, StringComparison.Ordinal);
        Assert.Contains("keeps from running densefirst", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_choice_and_how_far_any_choice_could_go()
    {
        PageReader page = Read(SampleReports.Full());
        string text = page.Text("allocation");
        Assert.Contains("sought within the limitssize", text, StringComparison.Ordinal);
        Assert.Contains("ranks steered by calibration images", text, StringComparison.Ordinal);
        Assert.Contains("no choice loses less than0.001", text, StringComparison.Ordinal);
        Assert.Contains("at most 100.00 % above the least there may be", text, StringComparison.Ordinal);
        Assert.Equal(["4,000", "5,000", "1,500", "second 640, it is densefirst 60", "800"], page.Row("allocation", "parameters"));
        Assert.Equal(["1,500,000", "4,000,000", "700,000", "first 400,000", "300,000"], page.Row("allocation", "estimated nanoseconds"));
    }

    [Fact]
    public void The_source_the_tool_and_what_was_done_to_the_graph()
    {
        string text = Read(SampleReports.Full()).Text("source");
        Assert.Contains("0123456789abcdef0123456789abcdef", text, StringComparison.Ordinal);
        Assert.Contains("rsdtr 9.8.7", text, StringComparison.Ordinal);
        Assert.Contains("method=auto seed=3", text, StringComparison.Ordinal);
        Assert.Contains("BatchNormalization 'bn1' folded into 'first'2 constants moved", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_passed_through_has_a_page_too()
    {
        PageReader page = Read(SampleReports.Bare());
        Assert.Equal(["Size and work", "Outputs", "Source and tool"], page.Sections);
        Assert.Equal([Dash, Dash, Dash, "", "", ""], page.Row("costs", "FLOPs (2 x MACs)"));
        Assert.Contains("passed through", page.Text("outputs"), StringComparison.Ordinal);
        Assert.Contains($"file hash (XxHash128){Dash}", page.Text("source"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_is_on_the_page_where_there_was_one() =>
        Assert.Contains("Trained 3 epochs with 950 images, epoch 2 was best", Read(SampleReports.Full() with { FineTuning = SampleReports.Training() }).Text("training"), StringComparison.Ordinal);

    [Fact]
    public void A_training_that_was_not_taken_says_so()
    {
        FineTuningReport training = SampleReports.Training();
        string text = Read(SampleReports.Full() with { FineTuning = training with { After = training.Before, BestEpoch = 0, End = FineTuningEnd.NotTaken } }).Text("training");
        Assert.Contains("the best was not taken, because it breaches a limit that the network before meets.", text, StringComparison.Ordinal);
    }

    private static PageReader Read(CompressionReport report) => new(CompressionPage.ToHtml(report));
}
