"""How Django draws forms in Shijian; set FORM_RENDERER to FormRenderer here and install django.forms."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Form, formset and field in the project's own components."""

    form_template_name = "components/forms/form.html"
    formset_template_name = "components/forms/formset.html"
    field_template_name = "components/forms/field.html"
