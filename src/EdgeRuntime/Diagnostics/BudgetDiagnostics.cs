using static RsdtrEdge.Runtime.Diagnostics.ExitCode;

namespace RsdtrEdge.Runtime.Diagnostics;

/// <summary>RSDTR2xxx: budget files (20xx) and the gate (21xx).</summary>
public static class BudgetDiagnostics
{
    /// <summary>No budget file of that name or path, or it cannot be read.</summary>
    public static readonly DiagnosticDescriptor UnknownBudget = new("RSDTR2001", "There is no budget of that name or path, or it cannot be read.", BadInput);

    /// <summary>The budget file is not valid JSON.</summary>
    public static readonly DiagnosticDescriptor InvalidJson = new("RSDTR2002", "The budget file is not valid JSON.", BadInput);

    /// <summary>The budget file has an unknown key.</summary>
    public static readonly DiagnosticDescriptor UnknownKey = new("RSDTR2003", "The budget file has a key that is not known.", BadInput);

    /// <summary>A value in the budget file has the wrong type or is impossible.</summary>
    public static readonly DiagnosticDescriptor InvalidValue = new("RSDTR2004", "A value in the budget file has the wrong type or is impossible.", BadInput);

    /// <summary>A required key is absent from the budget file.</summary>
    public static readonly DiagnosticDescriptor MissingKey = new("RSDTR2005", "A required key is absent from the budget file.", BadInput);

    /// <summary>The parameters exceed the budget.</summary>
    public static readonly DiagnosticDescriptor ParametersExceeded = new("RSDTR2101", "More parameters than the budget allows.", BudgetNotMet);

    /// <summary>The FLOPs exceed the budget.</summary>
    public static readonly DiagnosticDescriptor FlopsExceeded = new("RSDTR2102", "More FLOPs than the budget allows.", BudgetNotMet);

    /// <summary>The file is larger than the budget allows.</summary>
    public static readonly DiagnosticDescriptor ModelBytesExceeded = new("RSDTR2103", "The model file is larger than the budget allows.", BudgetNotMet);

    /// <summary>The activations need more memory than the budget allows.</summary>
    public static readonly DiagnosticDescriptor ActivationBytesExceeded = new("RSDTR2104", "The activations need more memory than the budget allows.", BudgetNotMet);

    /// <summary>The output differs more than the budget allows.</summary>
    public static readonly DiagnosticDescriptor OutputErrorExceeded = new("RSDTR2105", "The output differs from the original's by more than the budget allows.", BudgetNotMet);

    /// <summary>The predictions agree less than the budget demands.</summary>
    public static readonly DiagnosticDescriptor AgreementTooLow = new("RSDTR2106", "The predictions agree with the original's less than the budget demands.", BudgetNotMet);

    /// <summary>A limit cannot be checked here.</summary>
    public static readonly DiagnosticDescriptor LimitNotChecked = new("RSDTR2107", "A limit of the budget was not checked, because what it needs was not given.", BudgetNotMet);

    /// <summary>A limit needs a figure that the model does not give.</summary>
    public static readonly DiagnosticDescriptor FigureUnknown = new("RSDTR2108", "A limit of the budget cannot be checked, because the model's figure is unknown.", BudgetNotMet);

    /// <summary>The latency exceeds the budget.</summary>
    public static readonly DiagnosticDescriptor LatencyExceeded = new("RSDTR2109", "The measured latency exceeds the budget.", BudgetNotMet);

    /// <summary>The predicted latency exceeds the budget.</summary>
    public static readonly DiagnosticDescriptor PredictedLatencyExceeded = new("RSDTR2110", "The predicted latency exceeds the budget.", BudgetNotMet);

    /// <summary>The compressed network is slower than the original on this machine.</summary>
    public static readonly DiagnosticDescriptor SlowerThanOriginal = new("RSDTR2112", "The compressed network is slower than the original on this machine.", BudgetNotMet);

    /// <summary>A device profile's times are in doubt.</summary>
    public static readonly DiagnosticDescriptor TimesInDoubt = new("RSDTR2113", "The times of the device profile are in doubt: limits on time only warn.", BudgetNotMet);

    /// <summary>Training took a compressed network beyond a limit on its outputs.</summary>
    public static readonly DiagnosticDescriptor TrainingNotTaken = new("RSDTR2114", "Training took a compressed network beyond a limit that it met, and was not taken.", BudgetNotMet);

    /// <summary>The codes of this group, in ascending order.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        UnknownBudget, InvalidJson, UnknownKey, InvalidValue, MissingKey,
        ParametersExceeded, FlopsExceeded, ModelBytesExceeded, ActivationBytesExceeded,
        OutputErrorExceeded, AgreementTooLow, LimitNotChecked, FigureUnknown, LatencyExceeded, PredictedLatencyExceeded, SlowerThanOriginal, TimesInDoubt, TrainingNotTaken,
    ];
}
