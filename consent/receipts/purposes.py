"""The purposes of DPV 2.3: a declaration's category is one of them, or a receipt says no more than that there is a purpose."""

ANY = "Purpose"
_NAMES = """
    AcademicResearch AccountManagement Advertising AgeVerification CombatClimateChange CommercialPurpose CommercialResearch
    CommunicationForCustomerCare CommunicationManagement CounterMoneyLaundering Counterterrorism CustomerCare
    CustomerClaimsManagement CustomerManagement CustomerOrderManagement CustomerRelationshipManagement
    CustomerSolvencyMonitoring DataAltruism DeliveryOfGoods DirectMarketing DisputeManagement EnforceAccessControl
    EnforceSecurity EstablishContractualAgreement FraudPreventionAndDetection FulfilmentOfContractualObligation
    FulfilmentOfObligation HumanResourceManagement IdentityAuthentication IdentityVerification
    ImproveExistingProductsAndServices ImproveHealthcare ImproveInternalCRMProcesses ImprovePublicServices
    ImproveTransportMobility IncreaseServiceRobustness InternalResourceOptimisation LegalCompliance MaintainFraudDatabase
    Marketing MemberPartnerManagement MisusePreventionAndDetection NonCommercialPurpose NonCommercialResearch
    OptimisationForConsumer OptimisationForController OptimiseUserInterface OrganisationComplianceManagement
    OrganisationGovernance OrganisationRiskManagement PaymentManagement Personalisation PersonalisedAdvertising
    PersonalisedBenefits PersonnelBehaviourMonitoring PersonnelHiring PersonnelManagement PersonnelMonitoring
    PersonnelOffboarding PersonnelOnboarding PersonnelPayment PersonnelPerformanceEvaluation PersonnelPerformanceManagement
    PersonnelPerformanceMonitoring PersonnelPerformancePrediction PersonnelPromotionManagement
    PersonnelTerminationManagement PersonnelWorkloadManagement PoliticalCampaign ProtectionOfIPR
    ProtectionOfNationalSecurity ProtectionOfPublicSecurity ProvideEventRecommendations ProvideOfficialStatistics
    ProvidePersonalisedRecommendations ProvideProductRecommendations PublicBenefit PublicPolicyMaking PublicRelations
    Purpose RecordManagement RecruitmentAdvertising RecruitmentApplicantBackgroundCheck
    RecruitmentApplicantCriminalBackgroundCheck RecruitmentApplicantInformationAuthentication RecruitmentApplicantSelection
    RecruitmentApplicationAnalysis RecruitmentApplicationManagement RecruitmentApplicationScreening
    RecruitmentInterviewAnalysis RecruitmentInterviewAssessment RecruitmentInterviewManagement
    RecruitmentInterviewScheduling RecruitmentManagement RecruitmentTargetedAdvertising RepairImpairments
    RequestedServiceProvision ResearchAndDevelopment RightsFulfilment ScientificResearch SearchFunctionalities
    SellDataToThirdParties SellInsightsFromData SellProducts SellProductsToDataSubject ServiceAccessDetermination
    ServiceManagement ServiceMonitoring ServiceOptimisation ServicePersonalisation ServiceProvision ServiceRegistration
    ServiceUsageAnalytics SocialMediaMarketing TargetedAdvertising TechnicalServiceProvision UserInterfacePersonalisation
    VendorManagement VendorPayment VendorRecordsManagement VendorSelectionAssessment Verification
"""
PURPOSES = frozenset(_NAMES.split())


def known(category: str) -> str:
    """The category as a term of DPV 2.3; the term for any purpose where it is none (an unknown term would tell readers nothing)."""
    return category if category in PURPOSES else ANY
