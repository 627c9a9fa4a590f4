using MudBlazor;

namespace Portal.Components.Layout;

/// <summary>Type and shape for MudBlazor; its colours are told by wwwroot/css/mud.css, so that light and dark need no circuit.</summary>
internal static class PortalTheme
{
    private static readonly string[] Sans = ["Inter", "Roboto", "system-ui", "sans-serif"];

    public static readonly MudTheme Value = new()
    {
        LayoutProperties = new LayoutProperties { DefaultBorderRadius = "8px" },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
            H1 = new H1Typography { FontFamily = Sans, FontSize = "1.3125rem", FontWeight = "650", LineHeight = "1.3", LetterSpacing = "normal" },
            H2 = new H2Typography { FontFamily = Sans, FontSize = "0.8125rem", FontWeight = "600", LineHeight = "1.4", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = Sans, FontSize = "1rem", FontWeight = "650", LineHeight = "1.4", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "0.875rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = "0.8125rem", LineHeight = "1.45", LetterSpacing = "normal" },
            Button = new ButtonTypography { FontFamily = Sans, FontSize = "0.84375rem", FontWeight = "600", LetterSpacing = "normal", TextTransform = "none" },
        },
    };
}
